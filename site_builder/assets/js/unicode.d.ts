/** The committed table (handles/data/unicode.json). Code points in hexadecimal; `first-last` is a range. */
declare const table: {
  unicode: string;
  decompose: Record<string, string>;
  no_compose: string[];
  combining: Record<string, string[]>;
  ignorable: string[];
  fold: Record<string, string>;
  skeleton: Record<string, string>;
};
export default table;

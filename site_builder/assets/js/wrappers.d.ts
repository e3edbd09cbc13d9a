/** Hosts of archives, mirrors and redirectors, and words before handles: handles/data/wrappers.json. */
declare const wrappers: {
  archives: { after: string[]; codes: string[] };
  mirrors: { begin: Record<string, string>; hosts: Record<string, string> };
  redirectors: Record<string, string[]>;
  redirector_ends: Record<string, string[]>;
  shorteners: string[];
  platform_labels: Record<string, string[]>;
  field_labels: string[];
  joiners: string[];
};
export default wrappers;

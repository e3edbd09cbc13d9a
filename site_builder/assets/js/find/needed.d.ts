declare const names: string[];
export default names;

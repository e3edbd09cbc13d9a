/** The modules of the box, by their names below the scripts' folder. */
declare const names: string[];
export default names;

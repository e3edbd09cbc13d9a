/* The entry: every page loads this module. Each part finds its own elements and does nothing without them. */
import { mountBrowse } from "./browse/mount.js";
import { mountCheck } from "./check/mount.js";
import { mountCopy } from "./copy.js";
import { mountFind } from "./find/mount.js";
import { mountLetter } from "./letter.js";

mountCopy();
mountLetter();
mountBrowse();
mountFind();
mountCheck();

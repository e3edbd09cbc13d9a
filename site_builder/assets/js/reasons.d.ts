/** Why a part of a text cannot be read, and what to paste instead: `unreadable` in vocabulary.yaml. */
declare const reasons: Record<string, string>;
export default reasons;

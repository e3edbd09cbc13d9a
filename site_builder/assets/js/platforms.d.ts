export interface Syntax {
  pattern: string;
  syntax: string;
  min_length: number;
  max_length: number;
}

/** How a platform writes, folds and links handles: an entry of feeds/v1/platforms.json without its vectors. */
export interface PlatformData {
  id: string;
  name: string;
  also: string[];
  handle: Syntax & { fold: string[] };
  account_id?: Syntax;
  profile: {
    any_host: boolean;
    hosts: string[];
    paths: string[];
    reserved: string[];
    handle_url?: string;
    account_id_url?: string;
  };
}

declare const platforms: PlatformData[];
export default platforms;

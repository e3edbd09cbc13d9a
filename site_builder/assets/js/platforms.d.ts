export interface Syntax {
  pattern: string;
  syntax: string;
  min_length: number;
  max_length: number;
}

/** How a platform writes, folds and links handles: an entry of feeds/v1/platforms.json, with routes for paths and vectors. */
export interface PlatformData {
  id: string;
  name: string;
  also: string[];
  handle: Syntax & { fold: string[]; former?: string; sure?: string };
  account_id?: Syntax & { with_domain?: string[] };
  profile: {
    any_host: boolean;
    hosts: string[];
    reserved: string[];
    not_hosts?: string[];
    subdomains?: Record<string, string>;
    handle_url?: string;
    account_id_url?: string;
  };
  /** What paths are read, in this order: why it is no account, pattern, placeholder, what is put before it, parameter. */
  routes: [string, string, string, string, string][];
}

declare const platforms: PlatformData[];
export default platforms;

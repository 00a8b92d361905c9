/** The path of a Chromium that starts; installs one when none is found. */
export function ensureBrowser(): Promise<string>;

/**
 * A campaign's file or files that cannot be used as asked. The message says what was expected,
 * what was found and what to do; who knows the file's name puts it in front.
 */
export class CampaignFileError extends Error {}

/*
 * A mail as the page lists it: its subject and its body. Pure.
 */

export interface MailParts {
	readonly subject: string;
	readonly body: string;
}

/** `text` is header, empty line, body (RFC 5322), with LF for the ends of lines. */
export function mailParts(text: string): MailParts {
	const end = text.indexOf('\n\n');
	const header = end < 0 ? text : text.slice(0, end);
	// A line that begins with white space goes on with the one before.
	const unfolded = header.replace(/\n(?=[ \t])/g, '');
	const subject = /^subject:(.*)$/im.exec(unfolded)?.[1]?.trim();
	return { subject: subject || 'no subject', body: end < 0 ? '' : text.slice(end + 2).trimEnd() };
}

/** Commands of SMTP (RFC 5321 §4.1), taken apart; pure. */

export type SmtpCommand =
	| { readonly verb: 'HELO' | 'EHLO'; readonly domain: string }
	/** `sizeBytes` as announced (RFC 1870). */
	| { readonly verb: 'MAIL'; readonly from: string; readonly sizeBytes: number | undefined }
	| { readonly verb: 'RCPT'; readonly to: string }
	| { readonly verb: 'DATA' | 'RSET' | 'NOOP' | 'QUIT' }
	/** A known verb with wrong arguments; `usage` is how it goes. */
	| { readonly verb: 'wrong'; readonly usage: string }
	| { readonly verb: 'unknown' };

/** `<local@domain>`; the empty path `<>` is for MAIL only. Source routes are passed over. */
const PATH = /^<(?:@[^:<>\s]+:)?([^<>\s]*)>$/;
const SIZE_PARAMETER = /^SIZE=(\d{1,15})$/i;

export function parseSmtpCommand(line: string): SmtpCommand {
	const [word = ''] = line.split(/[ \t]/, 1);
	const rest = line.slice(word.length).trim();
	const verb = word.toUpperCase();
	switch (verb) {
		case 'HELO':
		case 'EHLO':
			return rest === '' ? wrong(`${verb} DOMAIN`) : { verb, domain: rest };
		case 'MAIL':
			return parseMail(rest);
		case 'RCPT':
			return parseRecipient(rest);
		case 'DATA':
		case 'RSET':
		case 'QUIT':
			return rest === '' ? { verb } : wrong(verb);
		case 'NOOP':
			return { verb };
		default:
			return { verb: 'unknown' };
	}
}

function parseMail(rest: string): SmtpCommand {
	const [path = '', ...parameters] = afterKeyword('FROM:', rest);
	const from = PATH.exec(path)?.[1];
	if (from === undefined) {
		return wrong('MAIL FROM:<ADDRESS> [SIZE=BYTES]');
	}
	const size = parameters.map((each) => SIZE_PARAMETER.exec(each)?.[1]).find(Boolean);
	return { verb: 'MAIL', from, sizeBytes: size === undefined ? undefined : Number(size) };
}

function parseRecipient(rest: string): SmtpCommand {
	const [path = ''] = afterKeyword('TO:', rest);
	const to = PATH.exec(path)?.[1];
	return to ? { verb: 'RCPT', to } : wrong('RCPT TO:<ADDRESS>');
}

/** Words behind a keyword, with or without a blank before the first. */
function afterKeyword(keyword: string, rest: string): string[] {
	if (rest.slice(0, keyword.length).toUpperCase() !== keyword) {
		return [];
	}
	return rest
		.slice(keyword.length)
		.trim()
		.split(/[ \t]+/);
}

function wrong(usage: string): SmtpCommand {
	return { verb: 'wrong', usage };
}

/** Heads of HTTP/1.x requests (RFC 9112 §3 and §5, RFC 9110), taken apart; pure. */

export interface RequestHead {
	readonly method: string;
	/** Decoded; begins with a slash. */
	readonly path: string;
	/** Of the query, decoded; of a name that is there twice the last one. */
	readonly parameters: ReadonlyMap<string, string>;
	/** Names in lower case; of one that is there twice the values joined by commas. */
	readonly fields: ReadonlyMap<string, string>;
	/** Whether the client can take further answers on this connection. */
	readonly keepAlive: boolean;
	readonly body: RequestBody;
	/** The client waits for a go-ahead before it sends the body. */
	readonly expectsContinue: boolean;
}

export type RequestBody =
	| { readonly kind: 'none' }
	| { readonly kind: 'sized'; readonly bytes: number }
	| { readonly kind: 'chunked' };

/** Why there is no answer but this one. */
export interface HttpRefusal {
	readonly status: number;
	/** A sentence. */
	readonly reason: string;
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.([01])$/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;
/** What a field must not have: it would be something else to others on the way. */
const CONTROL_CHARACTER = /[^\P{Cc}\t]/u;
const DECIMAL = /^\d{1,15}$/;

/** `lines` are those before the empty one, the request line first. Never throws. */
export function parseRequestHead(lines: readonly string[]): RequestHead | HttpRefusal {
	const [requestLine = '', ...fieldLines] = lines;
	const [, method, target, minor] = REQUEST_LINE.exec(requestLine) ?? [];
	if (method === undefined || target === undefined) {
		return bad('The request line is not "METHOD TARGET HTTP/1.1".');
	}
	const place = parseTarget(target);
	if (!place) {
		return bad('The target is no path, or has a wrong %-sequence.');
	}
	const fields = parseFields(fieldLines);
	if (!fields) {
		return bad('A header field is not "Name: value".');
	}
	if (minor === '1' && !fields.has('host')) {
		return bad('HTTP/1.1 wants the field Host.');
	}
	const body = bodyOf(fields);
	if ('status' in body) {
		return body;
	}
	const connection = (fields.get('connection') ?? '').toLowerCase();
	return {
		method,
		...place,
		fields,
		body,
		keepAlive:
			minor === '1' ? !connection.includes('close') : connection.includes('keep-alive'),
		expectsContinue: (fields.get('expect') ?? '').toLowerCase() === '100-continue',
	};
}

/** `/path?name=value&name=value`, or the same as an absolute URL (RFC 9112 §3.2). */
function parseTarget(target: string): Pick<RequestHead, 'path' | 'parameters'> | undefined {
	const origin = target.replace(/^http:\/\/[^/?#]*(?=\/|$)/i, '') || '/';
	const [path = '', query = ''] = origin.split('?', 2);
	const decodedPath = decode(path);
	if (!decodedPath?.startsWith('/')) {
		return undefined;
	}
	const parameters = new Map<string, string>();
	for (const part of query.split('&').filter(Boolean)) {
		const [name = '', ...value] = part.split('=').map(decode);
		if (name === undefined || value.includes(undefined)) {
			return undefined;
		}
		parameters.set(name, value.join('='));
	}
	return { path: decodedPath, parameters };
}

function decode(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

function parseFields(lines: readonly string[]): Map<string, string> | undefined {
	const fields = new Map<string, string>();
	for (const line of lines) {
		const [, name, value] = FIELD.exec(line) ?? [];
		if (name === undefined || value === undefined || CONTROL_CHARACTER.test(value)) {
			return undefined;
		}
		const key = name.toLowerCase();
		const before = fields.get(key);
		fields.set(key, before === undefined ? value : `${before}, ${value}`);
	}
	return fields;
}

/** RFC 9112 §6.3; both kinds of length at once are an attack on somebody, and refused. */
function bodyOf(fields: ReadonlyMap<string, string>): RequestBody | HttpRefusal {
	const coding = fields.get('transfer-encoding');
	const length = fields.get('content-length');
	if (coding !== undefined) {
		if (length !== undefined) {
			return bad('There are both Transfer-Encoding and Content-Length.');
		}
		return coding.toLowerCase() === 'chunked'
			? { kind: 'chunked' }
			: { status: 501, reason: 'Of transfer codings only "chunked" is known.' };
	}
	if (length === undefined) {
		return { kind: 'none' };
	}
	return DECIMAL.test(length)
		? { kind: 'sized', bytes: Number(length) }
		: bad('Content-Length is not a number of bytes.');
}

function bad(reason: string): HttpRefusal {
	return { status: 400, reason };
}

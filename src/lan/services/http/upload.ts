/** An upload on its way: counted and hashed as it comes, and not kept. */

import type { PlainData } from '../../../machine/api.ts';
import type { TcpConnection } from '../../tcpip/api.ts';
import type { DigestStream, Digests } from '../digests.ts';
import { type ChunkedState, newChunked, takeChunked } from './chunked.ts';
import type { RequestBody } from './request_head.ts';

/** More is refused. */
export const UPLOAD_BYTES_MAX = 64 * 2 ** 30;

export interface Upload {
	/** Bytes of content so far. */
	size: number;
	readonly md5: DigestStream;
	readonly sha1: DigestStream;
	/** Bytes still to come, or where in the chunks it is. */
	rest: { kind: 'sized'; bytes: number } | ({ kind: 'chunked' } & ChunkedState);
}

export type UploadProgress = 'under-way' | 'done' | 'broken' | 'too-large';

export function newUpload(
	body: RequestBody & { kind: 'sized' | 'chunked' },
	digests: Digests,
): Upload {
	return {
		size: 0,
		md5: digests.stream('md5'),
		sha1: digests.stream('sha1'),
		rest: body.kind === 'sized' ? { ...body } : { kind: 'chunked', ...newChunked() },
	};
}

/** Takes what a connection has received of it, and no byte more. */
export function takeUpload(upload: Upload, connection: TcpConnection): UploadProgress {
	const { rest } = upload;
	for (;;) {
		if (upload.size > UPLOAD_BYTES_MAX) {
			return 'too-large';
		}
		if (rest.kind === 'sized' ? rest.bytes === 0 : rest.part === 'done') {
			return 'done';
		}
		if (rest.kind === 'chunked' && rest.part === 'broken') {
			return 'broken';
		}
		const received = connection.receive();
		if (received.length === 0) {
			return connection.hasEnded ? 'broken' : 'under-way';
		}
		let used: number;
		if (rest.kind === 'sized') {
			used = Math.min(received.length, rest.bytes);
			takeData(upload, received.subarray(0, used));
			rest.bytes -= used;
		} else {
			used = takeChunked(rest, received, (data) => takeData(upload, data));
		}
		connection.consume(used);
	}
}

/** Size and digests, as the client gets them. */
export function uploadReport({ size, md5, sha1 }: Upload): string {
	return `size ${size}\nmd5 ${md5.digest()}\nsha1 ${sha1.digest()}\n`;
}

export function saveUpload({ size, md5, sha1, rest }: Upload): PlainData {
	return { size, md5: md5.save(), sha1: sha1.save(), rest: { ...rest } };
}

export function loadUpload(state: PlainData, digests: Digests): Upload {
	const saved = state as unknown as {
		size: number;
		md5: Uint8Array | null;
		sha1: Uint8Array | null;
		rest: Upload['rest'];
	};
	return {
		size: saved.size,
		md5: digests.stream('md5', saved.md5),
		sha1: digests.stream('sha1', saved.sha1),
		rest: { ...saved.rest },
	};
}

function takeData(upload: Upload, data: Uint8Array): void {
	upload.md5.update(data);
	upload.sha1.update(data);
	upload.size += data.length;
}

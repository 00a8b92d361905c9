/** Archives in cpio's "newc" format, as Linux unpacks them into its first file system. */

const MAGIC = '070701';
const HEADER_BYTES = 110;
const ALIGNMENT = 4;
const DIRECTORY = 0o040755;
const FILE = 0o100755;
const TRAILER = 'TRAILER!!!';

/** Files by their paths, without a slash at the front; their directories are made. */
export function makeInitramfs(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
	const directories = new Set(
		[...files.keys()].flatMap((path) =>
			path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')),
		),
	);
	directories.delete('');
	const nothing = new Uint8Array(0);
	const entries = [
		...[...directories].sort().map((path) => [path, DIRECTORY, nothing] as const),
		...[...files].map(([path, bytes]) => [path, FILE, bytes] as const),
		[TRAILER, 0, nothing] as const,
	];
	const parts = entries.flatMap(([path, mode, bytes], index) => [
		padded(header(path, mode, bytes.length, index + 1)),
		padded(bytes),
	]);
	return new Uint8Array(Buffer.concat(parts));
}

/** The header with the name behind it. All fields are eight hexadecimal digits. */
function header(path: string, mode: number, length: number, inode: number): Uint8Array {
	const name = `${path}\0`;
	const fields = [inode, mode, 0, 0, 1, 0, length, 0, 0, 0, 0, name.length, 0];
	const text = MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join('');
	if (text.length !== HEADER_BYTES) {
		throw new RangeError(`The header of ${path} has ${text.length} bytes.`);
	}
	return new TextEncoder().encode(text + name);
}

function padded(bytes: Uint8Array): Uint8Array {
	const whole = new Uint8Array(Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT);
	whole.set(bytes);
	return whole;
}

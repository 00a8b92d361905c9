/**
 * What the host has sent to a device of the guest and the device has not taken yet: it gets as
 * much at a time as it has room for. In order; part of snapshots.
 */
export class InputBuffer {
	private bytes: number[] = [];
	private at = 0;

	/** `room` is how many unread bytes the device holds at most. */
	constructor(private readonly room: number) {}

	/** Bytes that have arrived from the host. */
	deliver(bytes: Uint8Array): void {
		for (const byte of bytes) {
			this.bytes.push(byte);
		}
	}

	/** There is something for the device. */
	get hasInput(): boolean {
		return this.at < this.bytes.length;
	}

	/** Gives the device what it has room for; true when that was anything. */
	feed(unread: number, put: (byte: number) => void): boolean {
		const count = Math.min(this.room - unread, this.bytes.length - this.at);
		for (let i = 0; i < count; i++) {
			put(this.bytes[this.at++] as number);
		}
		if (this.at === this.bytes.length && this.at > 0) {
			this.clear();
		}
		return count > 0;
	}

	clear(): void {
		this.bytes = [];
		this.at = 0;
	}

	save(): Uint8Array {
		return Uint8Array.from(this.bytes.slice(this.at));
	}

	load(bytes: Uint8Array): void {
		this.bytes = [...bytes];
		this.at = 0;
	}
}

/** The errors of the machine: each says what was expected, what was found and what to do. */

export class MachineError extends Error {
	override readonly name: string = 'MachineError';
}

/** The installed v86 is not the one the hooks were written for. */
export class UnsupportedV86Error extends MachineError {
	override readonly name = 'UnsupportedV86Error';
}

/** A snapshot that this machine must not load. */
export class SnapshotMismatchError extends MachineError {
	override readonly name = 'SnapshotMismatchError';
}

/** The emulator threw while the guest ran; `cause` is what it threw. */
export class EmulatorCrash extends MachineError {
	override readonly name = 'EmulatorCrash';
}

export function asError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}

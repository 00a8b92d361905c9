/*
 * Why a command of the control channel has no result.
 */

/**
 * - `refused`: the guest said why it can't be done, or the command can't be sent.
 * - `closed`: the guest or its server ended, or began anew, before the command did. Whether it
 *   was carried out is not known.
 * - `timeout`: it took longer than allowed, and was cancelled.
 */
export type ControlFailure = 'refused' | 'closed' | 'timeout';

export class ControlError extends Error {
	readonly failure: ControlFailure;

	constructor(failure: ControlFailure, message: string) {
		super(message);
		this.failure = failure;
	}
}

/*
 * The ways in which a component is made to fail, each a row of the slides' defect
 * classes; a panic and an exit are told apart by their detail.
 */
import type { Misbehaviour, ServiceOrder } from '../../src/channel/service_order.ts';
import type { DefectClass } from '../../src/telemetry/event_schema.ts';
import type { Component } from './components.ts';

export interface Defect {
	readonly name: string;
	readonly class: DefectClass;
	/** What its detail has to say. */
	readonly detail: RegExp;
	/** What brings it about. */
	order(component: Component): ServiceOrder;
}

/** Where a lab has put a component's program for an update, the same that is a boot module. */
export function programPath(program: string): string {
	return `/data/${program}`;
}

const injected = (how: Misbehaviour) => {
	return ({ label }: Component) => ({ verb: 'inject', label, how }) as const;
};

export const defects: readonly Defect[] = [
	{
		...{ name: 'panic', class: 'exit', detail: /^panic .*ordered to panic/ },
		order: injected('panic'),
	},
	{ name: 'exit', class: 'exit', detail: /^exit with status 1/, order: injected('exit') },
	{
		...{ name: 'exception', class: 'exception', detail: /^page fault: wrote to 00000000/ },
		order: injected('exception'),
	},
	{
		...{ name: 'killed', class: 'killed', detail: /./ },
		order: ({ label }) => ({ verb: 'kill', label }),
	},
	{
		...{ name: 'heartbeat', class: 'heartbeat', detail: /^no answer to 2 heartbeats/ },
		order: injected('hang'),
	},
	{
		...{ name: 'complaint', class: 'complaint', detail: /: operator$/ },
		order: ({ label }) => ({ verb: 'complain', label, reason: 'operator' }),
	},
	{
		...{ name: 'update', class: 'update', detail: /^update by an operator$/ },
		order: ({ label, program }) => ({ verb: 'update', label, file: programPath(program) }),
	},
];

/** The defect of that name; throws when there is none. */
export function defectNamed(name: string): Defect {
	const defect = defects.find((each) => each.name === name);
	if (!defect) {
		const names = defects.map((each) => each.name).join(', ');
		throw new Error(`There is no defect "${name}": expected one of ${names}.`);
	}
	return defect;
}

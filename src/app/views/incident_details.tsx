/*
 * All that is known of one incident: why, which instances, which policy, and each
 * event with its time since the defect.
 */
import { useEffect, useState } from 'preact/hooks';
import { generationOf } from '../../telemetry/components.ts';
import type { Incident } from '../../telemetry/incidents.ts';
import { addressInDetail } from '../../telemetry/source_location.ts';
import { formatDuration } from '../format.ts';
import type { PageStore } from '../page_store.ts';

export function IncidentDetails({ store, incident }: { store: PageStore; incident: Incident }) {
	const source = useSource(store, incident);
	const facts = [...factsOf(incident), ...(source === undefined ? [] : [['Source', source]])];
	return (
		<div class="incident-details">
			<dl>
				{facts.map(([name, value]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd class="mono">{value}</dd>
					</div>
				))}
			</dl>
			<table>
				<thead>
					<tr>
						<th scope="col" class="number">
							After
						</th>
						<th scope="col">Event</th>
						<th scope="col">By</th>
					</tr>
				</thead>
				<tbody>
					{stepsOf(incident).map(({ event, by, atUs }) => (
						<tr key={`${event} ${by}`}>
							<td class="number">
								{formatDuration(atUs - incident.phases.defectUs)}
							</td>
							<td class="mono">{event}</td>
							<td class="mono">{by}</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

/** Where in the source an exception was; undefined for other defects. */
function useSource(store: PageStore, { label, detail }: Incident): string | undefined {
	const address = addressInDetail(detail);
	const [source, setSource] = useState('is being looked up');
	useEffect(() => {
		if (address !== undefined) {
			void store.sourceLines.describe(label, address).then(setSource);
		}
	}, [store, label, address]);
	return address === undefined ? undefined : source;
}

function factsOf(incident: Incident): readonly (readonly [string, string])[] {
	const { detail, endpoint, newEndpoint, attempts, script, scriptStatus, phases } = incident;
	const facts: [string, string][] = [
		['Number', `${incident.number}, at ${formatDuration(phases.defectUs)} of guest time`],
		['Detail', detail || 'none'],
		['Endpoint', `${instance(endpoint)} → ${newEndpoint ? instance(newEndpoint) : 'none yet'}`],
		['Failures so far', `${incident.count}, told its policy as ${incident.repetition}`],
	];
	if (script !== undefined) {
		const status = scriptStatus === undefined ? '' : `, status ${scriptStatus}`;
		facts.push(['Policy', `${script}${status}`]);
	} else if (phases.policyBeginUs === undefined && phases.restartUs !== undefined) {
		facts.push(['Policy', 'built in']);
	}
	if (attempts > 1) facts.push(['Processes made', String(attempts)]);
	if (incident.giveupDetail !== undefined) facts.push(['Given up', incident.giveupDetail]);
	return facts;
}

function instance(endpoint: number): string {
	return `${endpoint} (generation ${generationOf(endpoint)})`;
}

interface Step {
	readonly event: string;
	readonly by: string;
	readonly atUs: number;
}

/** In order of time. */
function stepsOf({ phases, recoveredBy = '' }: Incident): readonly Step[] {
	const steps: readonly (Omit<Step, 'atUs'> & { atUs: number | undefined })[] = [
		{ event: 'defect', by: 'rs', atUs: phases.defectUs },
		{ event: 'policy begin', by: 'rs', atUs: phases.policyBeginUs },
		{ event: 'restart', by: 'rs', atUs: phases.restartUs },
		{ event: 'publish', by: 'rs', atUs: phases.publishUs },
		...phases.reintegrate.map(({ by, atUs }) => ({ event: 'reintegrate', by, atUs })),
		{ event: 'recovered', by: recoveredBy, atUs: phases.recoveredUs },
		{ event: 'giveup', by: 'rs', atUs: phases.giveupUs },
		{ event: 'policy end', by: 'rs', atUs: phases.policyEndUs },
	];
	return steps
		.flatMap(({ atUs, ...step }) => (atUs === undefined ? [] : [{ ...step, atUs }]))
		.toSorted((a, b) => a.atUs - b.atUs);
}

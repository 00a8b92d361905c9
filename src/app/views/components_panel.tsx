/*
 * The table of components, drivers first: each has its row (component_rows.tsx).
 */
import { useMemo } from 'preact/hooks';
import type { Component } from '../../telemetry/components.ts';
import type { PageStore } from '../page_store.ts';
import { type ComponentGroup, groupOf, killHindrance } from '../recovery_model.ts';
import { ComponentRows, columns, hindranceId } from './component_rows.tsx';
import { componentWords } from './recovery_words.ts';

const groups: readonly ComponentGroup[] = ['Drivers', 'Servers'];

export function ComponentsPanel({ store }: { store: PageStore }) {
	const hindrance = useMemo(() => store.select(killHindrance), [store]).value;
	const components = useMemo(
		() => store.select(({ recovery }) => recovery.components),
		[store],
	).value;
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const isLive = power === 'running' || power === 'paused';
	return (
		<section class="panel components-panel" aria-labelledby="components-heading">
			<div class="panel-head">
				<h2 id="components-heading">Components</h2>
				<p class="hint">{countStates(components)}</p>
			</div>
			{hindrance !== undefined && components.length > 0 && (
				<p class="hindrance" id={hindranceId}>
					{hindrance}
				</p>
			)}
			{components.length === 0 ? (
				<p class="empty">
					{power === 'loading' || power === 'running'
						? 'The servers and drivers appear here as they come up.'
						: 'Nothing has come up.'}
				</p>
			) : (
				<section
					class={`components ${isLive ? '' : 'stale'}`}
					aria-label="Components and their states"
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
					tabIndex={0}
				>
					<ComponentTable store={store} components={components} hindrance={hindrance} />
				</section>
			)}
		</section>
	);
}

interface TableProps {
	store: PageStore;
	components: readonly Component[];
	/** Why nothing can be killed now. */
	hindrance: string | undefined;
}

function ComponentTable({ store, components, hindrance }: TableProps) {
	const kills = store.kills.value;
	return (
		<table>
			<thead>
				<tr>
					<th scope="col">Label</th>
					<th scope="col">State</th>
					<th
						scope="col"
						class="number"
						title="A process' address: another one in each of its lives"
					>
						Endpoint
					</th>
					<th
						scope="col"
						class="number"
						title="Generation of the endpoint: how many processes have had its place"
					>
						Gen.
					</th>
					<th
						scope="col"
						class="number"
						title="How many instances took the place of one that had failed"
					>
						Restarts
					</th>
					<th scope="col">
						<span class="visually-hidden">Kill</span>
					</th>
				</tr>
			</thead>
			{groups.map((group) => {
				const members = components
					.filter((component) => groupOf(component) === group)
					.sort((a, b) => (a.label < b.label ? -1 : 1));
				if (members.length === 0) return null;
				return (
					<tbody key={group}>
						<tr class="group">
							<th scope="rowgroup" colSpan={columns}>
								{group}
							</th>
						</tr>
						{members.map((component) => (
							<ComponentRows
								key={component.label}
								component={component}
								kill={kills.get(component.label)}
								hindrance={hindrance}
								onKill={() => void store.kill(component.label)}
								onDismiss={() => store.dismissKill(component.label)}
							/>
						))}
					</tbody>
				);
			})}
		</table>
	);
}

/** How many are in which state, what is wrong first: "1 failed · 15 up". */
function countStates(components: readonly Component[]): string {
	const counts = new Map<string, number>();
	for (const component of components) {
		const { text } = componentWords(component);
		counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	const rank = (text: string) => (text === 'up' ? 1 : 0);
	return [...counts]
		.sort(([a], [b]) => rank(a) - rank(b))
		.map(([text, count]) => `${count} ${text}`)
		.join(' · ');
}

/*
 * The event stream as a table: what the kernel has written to the event port.
 */
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { formatDuration } from '../format.ts';
import type { PageStore } from '../page_store.ts';

/** Closer to the end than this counts as "at the end", in CSS pixels. */
const nearEnd = 32;

export function EventsPanel({ store }: { store: PageStore }) {
	const events = useMemo(() => store.select((model) => model.events), [store]).value;
	const scroller = useRef<HTMLDivElement>(null);
	const following = useRef(true);

	useLayoutEffect(() => {
		const element = scroller.current;
		if (element && following.current && events.length > 0) {
			element.scrollTop = element.scrollHeight;
		}
	}, [events]);

	const onScroll = () => {
		const element = scroller.current;
		if (!element) return;
		const below = element.scrollHeight - element.scrollTop - element.clientHeight;
		following.current = below < nearEnd;
	};

	if (events.length === 0) {
		return (
			<p class="empty">
				No events yet. The kernel reports here what its components do: each start, each
				defect, each repair.
			</p>
		);
	}
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
		<section class="events" ref={scroller} onScroll={onScroll} aria-label="Events" tabIndex={0}>
			<table>
				<thead>
					<tr>
						<th scope="col" class="number">
							Time
						</th>
						<th scope="col">From</th>
						<th scope="col">Event</th>
					</tr>
				</thead>
				<tbody>
					{events.map((row) => (
						<tr key={row.key} class={row.broken ? 'broken' : undefined}>
							<td class="number">
								{row.timeUs === undefined ? '–' : formatDuration(row.timeUs)}
							</td>
							<td class="mono">{row.source}</td>
							<td class="mono">
								<span class="kind">{row.kind}</span> {row.details}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}

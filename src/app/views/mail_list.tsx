/*
 * The mails that arrived in the mail sink of a card's LAN, the newest on top; one opens
 * to be read. Policy scripts write them to the administrator.
 */
import type { Mail } from '../../lan/services/smtp/mailbox.ts';
import { formatDuration } from '../format.ts';
import { mailParts } from '../mail_text.ts';

export function MailList({ mails }: { mails: readonly Mail[] }) {
	return (
		<div class="mails">
			<h3>
				Mails <span class="count">{mails.length}</span>
			</h3>
			{mails.length === 0 ? (
				<p class="empty">None. A policy script may write to the administrator.</p>
			) : (
				<ol aria-label="Mails, the newest first">
					{mails.toReversed().map((mail) => (
						<MailItem key={mail.id} mail={mail} />
					))}
				</ol>
			)}
		</div>
	);
}

function MailItem({ mail }: { mail: Mail }) {
	const { from, to, atUs, text } = mail;
	const { subject, body } = mailParts(text);
	return (
		<li>
			<details>
				<summary>
					<span class="subject">{subject}</span>
					<span class="from mono">{from}</span>
				</summary>
				<p>
					to <span class="mono">{to.join(', ')}</span>, at {formatDuration(atUs)} of guest
					time
				</p>
				<pre class="mono">{body}</pre>
			</details>
		</li>
	);
}

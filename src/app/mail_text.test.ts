import { expect, test } from 'vitest';
import { mailParts } from './mail_text.ts';

test('a mail has a subject, which may go on in the next line, and a body', () => {
	expect(
		mailParts('From: rs\nsubject: eth.rtl8139\n failed\nTo: root\n\nIt was\n\nkilled.\n'),
	).toEqual({
		...{ subject: 'eth.rtl8139 failed', body: 'It was\n\nkilled.' },
	});
});

test('without a subject it says so, and a subject in the body is none', () => {
	expect(mailParts('From: rs\n\nSubject: no\n').subject).toBe('no subject');
	expect(mailParts('From: rs')).toEqual({ subject: 'no subject', body: '' });
});

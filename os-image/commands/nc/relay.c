/*
 * What comes from the network is written out at once: whoever reads nc's output slowly slows
 * the peer down. What goes to the network waits in a buffer, so that the network is read
 * meanwhile. See nc.h.
 */
#include <errno.h>
#include <netkit/wait.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "nc.h"

#define DATAGRAM_BYTES 1472u /* of standard input in one: fits an Ethernet frame unfragmented */

struct state {
	const struct relay *relay;
	char *outgoing; /* BLOCK_SIZE */
	size_t begin, end;
	char *incoming; /* BLOCK_SIZE */
	bool input_ended, network_ended, is_answered, has_failed;
};

static bool
is_momentary(int error)
{
	return error == EAGAIN || error == EINTR;
}

static void
network_failed(struct state *state)
{
	complain_errno("the connection");
	state->has_failed = true;
}

static void
end_sending(const struct state *state)
{
	if (!state->relay->is_udp)
		shutdown(state->relay->fd, SHUT_WR);
}

static void
read_input(struct state *state)
{
	size_t size = state->relay->is_udp ? DATAGRAM_BYTES : BLOCK_SIZE;
	ssize_t got = read(STDIN_FILENO, state->outgoing, size);

	if (got < 0 && is_momentary(errno))
		return;
	if (got < 0) {
		complain_errno("standard input");
		got = 0;
	}
	state->begin = 0;
	state->end = (size_t)got;
	if (got == 0) {
		state->input_ended = true;
		end_sending(state);
	}
}

static void
send_out(struct state *state)
{
	ssize_t sent = send(state->relay->fd, state->outgoing + state->begin, state->end - state->begin,
			    MSG_NOSIGNAL);

	if (sent >= 0)
		state->begin += (size_t)sent;
	else if (!is_momentary(errno))
		network_failed(state);
}

static void
receive(struct state *state)
{
	ssize_t got = recv(state->relay->fd, state->incoming, BLOCK_SIZE, 0);

	if (got < 0) {
		if (!is_momentary(errno))
			network_failed(state);
		return;
	}
	state->is_answered = got > 0 || state->relay->is_udp;
	/* A datagram may be empty; the end of a stream is the end. */
	state->network_ended = got == 0 && !state->relay->is_udp;
	if (write_all(STDOUT_FILENO, state->incoming, (size_t)got) != 0) {
		complain_errno("standard output");
		state->has_failed = true;
	}
}

/* Nobody types on for a peer that is gone, but what a program has to send still goes there. */
static bool
is_over(const struct state *state)
{
	if (state->has_failed)
		return true;
	if (state->relay->wants_answer && state->is_answered)
		return true;
	return state->network_ended && state->begin == state->end &&
	       (state->input_ended || isatty(STDIN_FILENO));
}

/* Waits for something and does it; false: there was nothing for too long. */
static bool
step(struct state *state)
{
	bool is_sending = state->begin < state->end;
	struct pollfd watched[] = {
		{.fd = state->input_ended || is_sending ? -1 : STDIN_FILENO, .events = POLLIN},
		{.fd = state->network_ended && !is_sending ? -1 : state->relay->fd,
		 .events = (short)((state->network_ended ? 0 : POLLIN) | (is_sending ? POLLOUT : 0))},
	};
	int ready = poll(watched, sizeof(watched) / sizeof(watched[0]), state->relay->idle_ms);

	if (ready < 0 && errno != EINTR)
		give_up(STATUS_FAILED, "waiting: %s", strerror(errno));
	if (ready <= 0)
		return ready < 0;
	if (watched[0].revents != 0)
		read_input(state);
	if (is_sending && (watched[1].revents & (POLLOUT | POLLERR | POLLHUP)) != 0)
		send_out(state);
	if (!state->network_ended && !state->has_failed &&
	    (watched[1].revents & (POLLIN | POLLERR | POLLHUP)) != 0)
		receive(state);
	return true;
}

bool
relay(const struct relay *relay)
{
	struct state state = {
		.relay = relay,
		.outgoing = need_memory(BLOCK_SIZE),
		.incoming = need_memory(BLOCK_SIZE),
	};

	while (!is_over(&state) && step(&state))
		;
	if (relay->wants_answer && !state.is_answered && !state.has_failed) {
		complain("no answer");
		state.has_failed = true;
	}
	free(state.outgoing);
	free(state.incoming);
	return !state.has_failed;
}

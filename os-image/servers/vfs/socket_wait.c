/*
 * Calls about sockets that may wait for ever: connect, accept, sending and receiving.
 * The call is suspended, and its request goes to the network server. If there is a
 * place for that, the network server keeps the request until it can be answered
 * (device_io.h); else it must answer at once, and if it has nothing, it is asked to
 * tell (CHAR_POLL) when the call can go on, which then is tried again. So any number of
 * calls can wait.
 *
 * Streams of any length go in pieces. A stream is written until all is taken; it is read
 * as long as each piece is full, or with MSG_WAITALL until all has come. A datagram is
 * one piece.
 */
#include <libsys/panic.h>
#include <proto/char.h>
#include <proto/socket.h>
#include <signal.h>
#include <sys/socket.h>

#include "vfs.h"

#define PORT_MAX 0xffffu
#define LENGTH_MAX 0x7fffffffu
#define FLAGS_KNOWN (MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT | MSG_WAITALL | MSG_NOSIGNAL)
/* The others at the socket may take each time what was there; but not so often in a row. */
#define VAIN_MAX 1000u

static int
is_stream(const struct filp *socket)
{
	return socket->socket_type == SOCK_STREAM;
}

static int
waits(const struct filp *socket, u32 flags)
{
	return (socket->flags & O_NONBLOCK) == 0 && (flags & MSG_DONTWAIT) == 0;
}

/* ---- how calls end ---- */

static void
end(struct fproc *process, s32 result)
{
	const struct transfer *t = &process->transfer;
	struct vfs_socket_address_reply *reply =
		MESSAGE_BODY(&process->call.message, struct vfs_socket_address_reply);

	if (process->socket.accepted != NULL)
		filp_put(process->socket.accepted, NULL);
	process->socket.accepted = NULL;
	reply->ip = t->ip;
	reply->port = t->port;
	fproc_resume(process, result);
}

static void
attempt(struct fproc *process)
{
	process->socket.stage = SOCKET_ATTEMPTS;
	process->transfer.type = process->socket.type;
	process->transfer.may_wait = process->socket.waits;
	device_start(process);
}

static void
connected(struct fproc *process, s32 status)
{
	struct filp *socket = process->transfer.filp;

	/* An interrupted connect went on by itself; the call that comes for its result has it. */
	if (status == -EISCONN && socket->is_connecting)
		status = 0;
	socket->is_connecting = status == -EINTR;
	end(process, status > 0 ? 0 : status);
}

static void
accepted(struct fproc *process, s32 status)
{
	struct socket_wait *wait = &process->socket;
	struct filp *socket = wait->accepted;
	s32 fd;

	if (status >= 0)
		status = socket_named(socket, process->transfer.filp->driver_ep, (u32)status);
	if (status < 0) {
		end(process, status);
		return;
	}
	fd = descriptor_free(process, 0);
	if (fd >= 0) {
		descriptor_set(process, fd, socket, wait->flags & SOCK_CLOEXEC);
		wait->accepted = NULL;
	}
	end(process, fd);
}

static void
sent(struct fproc *process, s32 status)
{
	struct transfer *t = &process->transfer;

	if (status == -EPIPE && t->done == 0 && is_stream(t->filp) &&
	    (process->socket.flags & MSG_NOSIGNAL) == 0)
		pm_signal_process(process, SIGPIPE);
	if (status < 0) {
		end(process, t->done > 0 ? (s32)t->done : status);
		return;
	}
	t->done += (u32)status;
	if (is_stream(t->filp) && status > 0 && t->done < t->length && !process->is_interrupted)
		attempt(process);
	else
		end(process, (s32)t->done);
}

static int
wants_all(const struct fproc *process)
{
	return (process->socket.flags & (MSG_WAITALL | MSG_PEEK)) == MSG_WAITALL;
}

/* What has come already is not held back for more, unless the caller wants all. */
static void
received(struct fproc *process, s32 status)
{
	struct transfer *t = &process->transfer;
	int was_full = status > 0 && (u32)status == device_piece(t);

	if (status < 0) {
		end(process, t->done > 0 ? (s32)t->done : status);
		return;
	}
	if (!is_stream(t->filp)) {
		end(process, process->socket.flags & MSG_TRUNC ? (s32)t->full_length : status);
		return;
	}
	t->done += (u32)status;
	if (!wants_all(process))
		process->socket.waits = 0;
	if (t->done < t->length && !process->is_interrupted &&
	    (wants_all(process) ? status > 0 : was_full && !(process->socket.flags & MSG_PEEK)))
		attempt(process);
	else
		end(process, (s32)t->done);
}

/* ---- waiting without a request ---- */

static int
would_wait(u32 type, s32 status)
{
	return status == -EAGAIN ||
	       (type == SOCKET_CONNECT && (status == -EINPROGRESS || status == -EALREADY));
}

static void
look(struct fproc *process)
{
	struct transfer *t = &process->transfer;
	u32 type = process->socket.type;

	process->socket.stage = SOCKET_LOOKS;
	process->socket.is_told = 0;
	t->type = CHAR_POLL;
	t->may_wait = 0;
	t->events = type == SOCKET_CONNECT || type == SOCKET_SEND ? POLLOUT : POLLIN;
	t->watch = 1;
	device_start(process);
}

static void
ask_result(struct fproc *process)
{
	process->socket.stage = SOCKET_RESULT;
	process->transfer.type = SOCKET_GET;
	process->transfer.may_wait = 0;
	device_start(process);
}

/* It may be another one's event: whether a connection is made only a look can tell. */
static void
told(struct fproc *process)
{
	if (process->socket.type == SOCKET_CONNECT)
		look(process);
	else
		attempt(process);
}

static void
ready(struct fproc *process)
{
	if (process->socket.type == SOCKET_CONNECT)
		ask_result(process);
	else
		attempt(process);
}

static void
attempted(struct fproc *process, s32 status)
{
	u32 type = process->socket.type;

	if (process->socket.waits && would_wait(type, status)) {
		if (!process->is_interrupted) {
			look(process);
			return;
		}
		status = -EINTR;
	}
	if (status >= 0)
		process->socket.vain = 0;
	switch (type) {
	case SOCKET_CONNECT:
		connected(process, status);
		break;
	case SOCKET_ACCEPT:
		accepted(process, status);
		break;
	case SOCKET_SEND:
		sent(process, status);
		break;
	default:
		received(process, status);
		break;
	}
}

/* The call ends as it would if its own request had ended so. */
static void
conclude(struct fproc *process, s32 status)
{
	process->transfer.type = process->socket.type;
	process->socket.waits = 0;
	attempted(process, status);
}

static void
looked(struct fproc *process, s32 status)
{
	struct socket_wait *wait = &process->socket;

	if (process->is_interrupted) {
		conclude(process, -EINTR);
	} else if (status < 0) {
		conclude(process, status == -EAGAIN ? -ENOBUFS : status);
	} else if (status == 0 && !wait->is_told) {
		wait->stage = SOCKET_WATCHES;
		wait->vain = 0;
	} else if (++wait->vain > VAIN_MAX) {
		conclude(process, breach(process->transfer.filp->driver_ep, COMPLAINT_DATA,
					 "that a socket is ready and yet is not", "one of both"));
	} else if (status == 0) {
		told(process);
	} else {
		ready(process);
	}
}

/* The request of a suspended call has ended. */
static void
ended(struct fproc *process, s32 status)
{
	switch (process->socket.stage) {
	case SOCKET_ATTEMPTS:
		attempted(process, status);
		break;
	case SOCKET_LOOKS:
		looked(process, status);
		break;
	case SOCKET_RESULT:
		conclude(process, status < 0 ? status : -(s32)process->transfer.value);
		break;
	case SOCKET_WATCHES:
		panic("a call without a request got an answer");
	}
}

void
socket_ready(const struct driver *driver, u32 minor)
{
	FOR_EACH_FPROC(process) {
		const struct filp *socket = process->transfer.filp;

		if (process->suspension != ON_SOCKET || socket->driver != driver ||
		    socket->minor != minor)
			continue;
		if (process->socket.stage == SOCKET_LOOKS)
			process->socket.is_told = 1;
		else if (process->socket.stage == SOCKET_WATCHES)
			told(process);
	}
}

void
socket_server_died(const struct driver *driver)
{
	FOR_EACH_FPROC(process)
		if (process->suspension == ON_SOCKET && process->socket.stage == SOCKET_WATCHES &&
		    process->transfer.filp->driver == driver)
			conclude(process, -EIO);
}

void
socket_cancel(struct fproc *process)
{
	if (process->socket.stage == SOCKET_WATCHES)
		conclude(process, -EINTR);
	else
		device_cancel(process);
}

/* ---- the calls ---- */

/* Suspends the call; `about` says what it transfers. */
static s32
begin(struct fproc *process, u32 type, u32 flags, const struct transfer *about)
{
	s32 suspended = fproc_suspend(process, ON_SOCKET);

	process->transfer = *about;
	process->transfer.ended = ended;
	process->socket.type = type;
	process->socket.flags = flags;
	process->socket.waits = (u32)waits(about->filp, flags);
	process->socket.vain = 0;
	attempt(process);
	return suspended;
}

s32
do_connect(struct call *call)
{
	struct vfs_socket_address request =
		*MESSAGE_BODY(&call->message, const struct vfs_socket_address);
	struct transfer about = {.ip = request.ip, .port = request.port};
	s32 error = socket_of(call->process, request.fd, &about.filp);

	if (error < 0)
		return error;
	if (request.port > PORT_MAX)
		return -EINVAL;
	return begin(call->process, SOCKET_CONNECT, 0, &about);
}

/* The descriptor and description for the socket to come are there before one is taken. */
s32
do_accept(struct call *call)
{
	struct vfs_socket_value request =
		*MESSAGE_BODY(&call->message, const struct vfs_socket_value);
	struct fproc *process = call->process;
	struct transfer about = {0};
	s32 error = socket_of(process, request.fd, &about.filp);

	if (error == 0)
		error = descriptor_free(process, 0);
	if (error < 0)
		return error;
	if (request.value & ~(u32)(SOCK_NONBLOCK | SOCK_CLOEXEC))
		return -EINVAL;
	process->socket.accepted = socket_new(process, about.filp->socket_type, request.value);
	if (process->socket.accepted == NULL)
		return -ENFILE;
	return begin(process, SOCKET_ACCEPT, request.value, &about);
}

/* A stream has nothing to do for no bytes; a datagram may have none. */
static s32
transfer(struct fproc *process, u32 type, u32 flags, const struct transfer *about)
{
	if (about->length > LENGTH_MAX)
		return -EINVAL;
	if (is_stream(about->filp) && about->length == 0)
		return 0;
	if (!is_stream(about->filp) && type == SOCKET_SEND && about->length > CHAR_TRANSFER_MAX)
		return -EMSGSIZE;
	return begin(process, type, flags, about);
}

s32
socket_transfer(struct call *call, struct filp *socket, u32 address, u32 length, int writing)
{
	struct transfer about = {.filp = socket, .address = address, .length = length};
	s32 error = device_is_open(socket);

	if (error < 0)
		return error;
	return transfer(call->process, writing ? SOCKET_SEND : SOCKET_RECEIVE, 0, &about);
}

static s32
transfer_message(struct call *call, u32 type)
{
	struct vfs_socket_transfer request =
		*MESSAGE_BODY(&call->message, const struct vfs_socket_transfer);
	struct transfer about = {
		.address = request.address,
		.length = request.length,
		.message_flags = request.flags & MSG_PEEK,
		.has_address = request.has_address != 0,
		.ip = request.ip,
		.port = request.port,
	};
	s32 error = socket_of(call->process, request.fd, &about.filp);

	if (error < 0)
		return error;
	if (request.flags & ~(u32)FLAGS_KNOWN)
		return -EOPNOTSUPP;
	if (request.port > PORT_MAX)
		return -EINVAL;
	return transfer(call->process, type, request.flags, &about);
}

s32
do_send(struct call *call)
{
	return transfer_message(call, SOCKET_SEND);
}

s32
do_receive(struct call *call)
{
	return transfer_message(call, SOCKET_RECEIVE);
}

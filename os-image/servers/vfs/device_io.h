/*
 * What calls of processes ask of character drivers and of the network server, and
 * how such requests share the places that there are. A call that made one is
 * suspended meanwhile and keeps no thread.
 */
#ifndef VFS_DEVICE_IO_H
#define VFS_DEVICE_IO_H

#include <libsys/grant.h>
#include <libsys/timer.h>

struct filp;
struct fproc;

/*
 * Requests under way. Sockets have places of their own, so that neither they nor
 * terminals can take those of the others: some that the network server may keep
 * for as long as it likes, and some that it answers at once. A call for whose
 * request there is no place of the first kind uses the second, and is woken by
 * CHAR_READY: socket_wait.c.
 */
#define CHAR_REQUESTS_MAX 38
#define SOCKET_HELD_MAX 32
#define SOCKET_QUICK_MAX 16
#define DEVICE_REQUESTS_MAX (CHAR_REQUESTS_MAX + SOCKET_HELD_MAX + SOCKET_QUICK_MAX)

/* A transfer that is suspended: pipe.c, device_io.c. */
struct transfer {
	struct filp *filp;
	u32 type;    /* CHAR_READ, CHAR_WRITE, CHAR_IOCTL, CHAR_POLL, SOCKET_*; pipes know the first two */
	u32 address; /* the process' */
	u32 length;
	u32 done;
	struct fproc *next; /* in the pipe's or the devices' queue */
	/* devices */
	u32 ioctl;
	u32 events;  /* CHAR_POLL */
	u32 watch;
	u32 id;      /* of the request under way, or 0 */
	u32 is_queued;
	struct timer patience; /* with a driver that was told to cancel it */
	grant_id_t grant;
	void (*ended)(struct fproc *process, s32 status);
	/* sockets */
	u32 may_wait;      /* the network server may keep the request if there is a place for it */
	u32 is_held;       /* it may keep this one */
	u32 message_flags; /* MSG_*, those that the network server has to know */
	u32 has_address;   /* ip and port are the receiver's */
	u32 ip, port;      /* of the receiver; in the end of the sender or peer */
	u32 value;         /* SOCKET_GET: the option's, in the end */
	u32 full_length;   /* SOCKET_RECEIVE: of the datagram, in the end */
};

/* ---- device_io.c: places, order, cancelling ---- */

/* Begins process->transfer, with all filled in that it is about; `ended` gets how it ended. */
void device_start(struct fproc *process);
/* What the request with that id, if it is one of these, is about; or NULL. */
const struct filp *device_request_filp(u32 id);
/* Makes a driver's request end; `ended` is called, now or soon. */
void device_cancel(struct fproc *process);

/* ---- device_message.c: what is asked, and what answers are believed ---- */

/* Makes the grant that the process' request needs: 0 or an error. */
s32 device_grant_memory(struct fproc *process);
void device_fill_in(const struct transfer *t, struct message *m);
/* The status of the reply, after a look at all of it. */
s32 device_take_reply(struct transfer *t, const struct message *reply);
/* How much of the transfer goes into one request. */
u32 device_piece(const struct transfer *t);

#endif

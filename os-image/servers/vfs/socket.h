/*
 * Sockets: open descriptions of anonymous vnodes of the kind S_IFSOCK, served by the
 * network server, a character driver whose minors they are (proto/socket.h). Reads,
 * writes, ioctl, poll and close go the ways of all character devices.
 *
 * A socket belongs to the instance of the network server that made it: when that is
 * gone, all its descriptors fail with EIO until they are closed.
 */
#ifndef VFS_SOCKET_H
#define VFS_SOCKET_H

#include <kintsugi/types.h>

struct call;
struct driver;
struct filp;
struct fproc;

/* Closes that are under way at once: each may linger for as long as its user said. */
#define SOCKET_CLOSES_MAX 32

/* ---- socket.c: what a socket is here ---- */

/* The network server. */
struct driver *socket_driver(void);
/* The description of a socket that the network server has yet to name, or NULL. */
struct filp *socket_new(const struct fproc *process, u32 type, u32 flags);
/* The network server calls it so. 0, or -EIO when another socket has that minor. */
s32 socket_named(struct filp *socket, endpoint_t server, u32 minor);
/* The socket behind a descriptor: 0, or -EBADF, -ENOTSOCK, -EIO. */
s32 socket_of(const struct fproc *process, s32 fd, struct filp **socket);

/* ---- socket_wait.c: calls that may wait for ever ---- */

/* What such a call does right now. */
enum socket_stage {
	SOCKET_ATTEMPTS, /* its own request is under way */
	SOCKET_LOOKS,    /* the network server is asked to tell when it can go on */
	SOCKET_WATCHES,  /* nothing is under way: CHAR_READY wakes it */
	SOCKET_RESULT,   /* the network server is asked how a connection went */
};

struct socket_wait {
	enum socket_stage stage;
	u32 type;    /* SOCKET_CONNECT, SOCKET_ACCEPT, SOCKET_SEND or SOCKET_RECEIVE */
	u32 waits;   /* rather than ending with -EAGAIN */
	u32 is_told; /* CHAR_READY came before the answer to the request to watch */
	u32 vain;    /* times in a row that it was ready and yet was not */
	u32 flags;   /* MSG_*, or SOCK_* of accept */
	struct filp *accepted; /* the description for the socket to come */
};

s32 socket_transfer(struct call *call, struct filp *socket, u32 address, u32 length, int writing);
void socket_cancel(struct fproc *process);
/* CHAR_READY. */
void socket_ready(const struct driver *driver, u32 minor);
/* The instance that had all sockets is gone. */
void socket_server_died(const struct driver *driver);

#endif

/*
 * A network server that this program plays, so that VFS is tested without the real one.
 * What is sent to a socket comes back out of it; all else happens when the test asks
 * for it, by requests (ioctl) to any socket.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <kintsugi/message.h>
#include <sys/ioctl.h>

#define NETWORK "inet"

#define ROOM_OF_STREAM 8192u  /* bytes that a socket holds */
#define DATAGRAMS_MAX 4u
#define DATAGRAM_ROOM 2048u   /* a longer one is EMSGSIZE */
#define PORT_TAKEN 7u         /* bind: EADDRINUSE */
#define PORT_SILENT 8u        /* connect: waits for CONTROL_CONNECT */
#define PORT_REFUSED 9u       /* connect: ECONNREFUSED, at once */
#define PORT_TIMED_OUT 10u    /* connect: ETIMEDOUT, at once */

#define NETWORK_CONTROL(number) IOCTL(IOCTL_TO_DRIVER, 't', number, sizeof(u32))
/* Of the socket asked; the argument is an u32. */
#define CONTROL_CONNECT NETWORK_CONTROL(1)  /* the connection is made, or fails with the error */
#define CONTROL_INCOMING NETWORK_CONTROL(2) /* so many connections come */
#define CONTROL_FINISH NETWORK_CONTROL(3)   /* the peer sends no more */
#define CONTROL_BREAK NETWORK_CONTROL(4)    /* sending is EPIPE from now on */
#define CONTROL_LINGER NETWORK_CONTROL(5)   /* its close waits for CONTROL_SETTLE */
#define CONTROL_FORGET NETWORK_CONTROL(6)   /* what was sent is gone */
/* Of the server. */
#define CONTROL_SETTLE NETWORK_CONTROL(7) /* closes that linger end */
#define CONTROL_LIE NETWORK_CONTROL(8)    /* enum network_lie: the next answer of its kind */
#define CONTROL_MUTE NETWORK_CONTROL(9)   /* nothing is answered any more */
#define CONTROL_DIE NETWORK_CONTROL(10)   /* so many requests later */
#define CONTROL_COUNT NETWORK_CONTROL(11) /* result: the sockets there are */
#define CONTROL_WAITING NETWORK_CONTROL(12) /* result: the requests that wait */
#define CONTROL_CANCELLED NETWORK_CONTROL(13) /* result: the requests that were cancelled */

enum network_lie {
	LIE_NONE,
	LIE_OPEN_TWICE,    /* SOCKET_OPEN: the minor of another socket */
	LIE_ACCEPT_TWICE,  /* SOCKET_ACCEPT: likewise */
	LIE_MORE_RECEIVED, /* than was asked for */
	LIE_MORE_SENT,
	LIE_STATUS,        /* SOCKET_RECEIVE: an error that does not exist */
	LIE_PORT,          /* SOCKET_RECEIVE: of the sender */
	LIE_NAME_PORT,     /* SOCKET_NAME */
	LIE_DATAGRAM,      /* SOCKET_RECEIVE: shorter in all than what was received */
	LIE_ERROR,         /* SOCKET_GET: a pending error that does not exist */
	LIE_TWICE,         /* SOCKET_RECEIVE: two answers */
	LIE_READY,         /* CHAR_POLL, from now on: ready, whatever is asked */
	LIE_TO_OTHERS,     /* CHAR_READY about sockets that nobody has */
};

void serve_network(const struct message *request, const char *manners);

#endif

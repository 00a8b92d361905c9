/*
 * The network server: sockets for VFS on one side, network drivers on the other, and the
 * TCP/IP stack of lib/net between them.
 *
 *     inet LABEL...        the drivers, in the order of their interfaces: eth0, eth1 ...
 *
 *     main                 what may happen, and what is done after it
 *     stack, memory        the stack's surroundings: clock, memory, random numbers
 *     requests             VFS' requests: checked, tried, answered or kept (waiting.c)
 *     socket* transfer     what they do
 *     settings*            interfaces, routes and tables, as ifconfig and its kin see them
 *     link*                a driver: frames to it and from it
 *     recovery_link        its successors
 *     recovery_silence     finding a driver that lives and moves nothing
 *
 * Nothing waits. The stack is told of each thing that happens, its sockets say what has changed
 * for them, and inet_settle does what follows from that, until nothing more does.
 */
#ifndef INET_INET_H
#define INET_INET_H

#include <libsys/event_loop.h>
#include <libsys/timer.h>
#include <net/net.h>
#include <proto/socket.h>

#define INET_HOST_NAME "kintsugi" /* what DHCP servers are told */

/* ---- main.c ---- */

/* To be called first when anything has happened: tells the stack the time. */
void inet_begin(void);
/* And last: serves who waited, sends what is to be sent, sets the clock for what comes. */
void inet_settle(void);

/* ---- stack.c ---- */

extern struct net *stack;

void stack_init(void);
/* An unpredictable number. */
u32 stack_random(void);

/* ---- memory.c: of sockets and their buffers ---- */

/* At least `bytes`, aligned to 8, not cleared; or NULL. */
void *memory_allocate(u32 bytes);
/* `bytes` as they were asked for. */
void memory_release(void *memory, u32 bytes);

/* ---- requests.c ---- */

extern const struct event_route request_routes[];
extern const u32 request_route_count;
/* VFS alone may ask; of another VFS than before nobody is left. */
s32 request_accept(const struct message *request);
/* Tells VFS. */
s32 request_notice(const struct message *notice);

/* A request for a socket, which may be tried several times. */
struct socket_call {
	struct message request;
	u32 done; /* bytes transferred in earlier tries */
};

/* What a try returns besides a status >= 0, which ends the request, or an error, which does so too. */
#define SOCKET_WAIT (-4000) /* keep it until the socket has changed; no error number is so low */

/* ---- waiting.c: requests that wait for their socket ---- */

/* Keeps a request. -EAGAIN: no place. */
s32 waiting_add(const struct socket_call *call);
/* Whether one of the kind waits for the socket: those of one kind are served in order. */
int waiting_has(u32 minor, u32 type);
/* Something changed for the socket: its requests are tried at the next waiting_settle. */
void waiting_changed(u32 minor);
/* Tries those; whether there was any. */
int waiting_settle(void);
/* Answers all for the socket with an error. */
void waiting_fail(u32 minor, s32 error);
/* 0, or -ENOENT. */
s32 waiting_cancel(u32 minor, u32 id);
void waiting_forget(void);
/* For waiting_settle: tries a request, and answers it unless it has to wait. False: it has to. */
int request_try(struct socket_call *call);
void request_answer(const struct socket_call *call, struct message *reply, s32 status);

/* ---- watch.c: sockets that somebody polls ---- */

void watch_add(u32 minor, u32 events);
void watch_changed(u32 minor);
/* Tells VFS of those that changed. */
void watch_tell(void);
void watch_drop(u32 minor);
void watch_forget(void);

/* ---- socket.c: the sockets of VFS ---- */

#define SOCKETS_MAX 192u /* fewer than the stack has: connections that end, and the listeners' backlogs, need some */
#define SOCKETS_FOR_ROOT 16u
#define SOCKETS_PER_USER 64u /* but root */

struct socket {
	struct net_socket *net; /* NULL: free */
	u32 type;               /* enum net_socket_type */
	u32 uid;                /* of who opened it */
	u32 is_connecting;      /* a connect has begun, and nobody was told how it ended */
	u32 lingers;            /* SO_LINGER is on: closing waits for what is not sent yet, */
	u32 linger_s;           /* so long; with 0 the connection is reset */
	u32 is_closing;         /* it lingers */
	struct timer linger;
};

/* The socket with that minor, or NULL. */
struct socket *socket_of(u32 minor);
u32 socket_minor(const struct socket *socket);
/* A fresh one around a stack's socket; NULL: too many. */
struct socket *socket_new(struct net_socket *net, u32 type, u32 uid);
void socket_forget_all(void);
/* POLL* bits that hold now. */
u32 socket_poll(const struct socket *socket);
/* The stack's callback. */
void socket_changed_in_stack(void *context, struct net_socket *net);

/* Each tries what a request asks once: a status, an error, or SOCKET_WAIT. */
typedef s32 socket_try(struct socket *socket, struct socket_call *call, struct message *reply);
socket_try socket_close, socket_bind, socket_connect, socket_listen, socket_accept, socket_shutdown, socket_name;
socket_try option_set, option_get;                        /* options.c */
socket_try transfer_read, transfer_write, transfer_send, transfer_receive; /* transfer.c */
socket_try settings_ioctl;                                /* settings.c */
/* The minor, or an error. */
s32 socket_open(const struct socket_open *open);

/* ---- settings_tables.c ---- */

struct if_info;
struct route_info;
struct arp_info;
struct socket_info;
struct net_counter_info;
/* Each fills in the entry with the index that is in it; -EINVAL past the last. */
s32 table_interface(struct if_info *info);
s32 table_route(struct route_info *info);
s32 table_neighbour(struct arp_info *info);
s32 table_socket(struct socket_info *info);
s32 table_counter(struct net_counter_info *info);

#endif

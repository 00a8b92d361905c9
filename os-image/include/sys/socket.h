/* Sockets: of the family AF_INET, streams (TCP), datagrams (UDP) and raw ones (for root). */
#ifndef SYS_SOCKET_H
#define SYS_SOCKET_H

#include <sys/types.h>
#include <sys/uio.h>

#define AF_UNSPEC 0
#define AF_INET 2
#define PF_INET AF_INET

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_NONBLOCK 0x800   /* with the type, for socket() and accept4() */
#define SOCK_CLOEXEC 0x80000

#define SOL_SOCKET 1
#define SO_REUSEADDR 2  /* int */
#define SO_TYPE 3       /* int, to be read */
#define SO_ERROR 4      /* int, to be read: the pending error, which is gone then */
#define SO_BROADCAST 6  /* int */
#define SO_SNDBUF 7     /* int: bytes */
#define SO_RCVBUF 8     /* int: bytes */
#define SO_KEEPALIVE 9  /* int */
#define SO_LINGER 13    /* struct linger */

#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2

#define MSG_PEEK 0x02
#define MSG_TRUNC 0x20    /* recv tells a datagram's own length, even if there was no room for all */
#define MSG_DONTWAIT 0x40
#define MSG_WAITALL 0x100
#define MSG_NOSIGNAL 0x4000

#define SOMAXCONN 32

typedef unsigned socklen_t;
typedef unsigned short sa_family_t;

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

struct sockaddr_storage {
	sa_family_t ss_family;
	char ss_space[26];
} __attribute__((aligned(4)));

struct linger {
	int l_onoff;
	int l_linger; /* seconds */
};

int socket(int domain, int type, int protocol);
int bind(int fd, const struct sockaddr *address, socklen_t length);
int connect(int fd, const struct sockaddr *address, socklen_t length);
int listen(int fd, int backlog);
int accept(int fd, struct sockaddr *address, socklen_t *length);
int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);
ssize_t send(int fd, const void *data, size_t length, int flags);
ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr *to,
	       socklen_t to_length);
ssize_t recv(int fd, void *data, size_t length, int flags);
ssize_t recvfrom(int fd, void *data, size_t length, int flags, struct sockaddr *from,
		 socklen_t *from_length);
int shutdown(int fd, int how);
int getsockname(int fd, struct sockaddr *address, socklen_t *length);
int getpeername(int fd, struct sockaddr *address, socklen_t *length);
int setsockopt(int fd, int level, int option, const void *value, socklen_t length);
int getsockopt(int fd, int level, int option, void *value, socklen_t *length);

#endif

/*
 * The tests of sockets as programs see them: through VFS and the network server, over
 * loopback. Each is a function that returns when all went well and is run in a process
 * of its own; see testkit/testkit.h for how to run them by name.
 */
#ifndef SOCKETTEST_H
#define SOCKETTEST_H

#include <netinet/in.h>
#include <string.h>
#include <testkit/testkit.h>

/* Tables, each ended by a test without a function. */
extern const struct test stream_tests[];
extern const struct test connection_tests[];
extern const struct test bulk_tests[];
extern const struct test datagram_tests[];
extern const struct test raw_tests[];
extern const struct test name_tests[];

/* ---- support.c ---- */

#define USER_ID 1000u

struct sockaddr_in local_at(unsigned port);
/* The port that a socket is bound to. */
unsigned port_of(int fd);
/* A socket of that type, or the test fails. */
int new_socket(int type);
/* The same, bound to a free port of loopback. */
int bound_socket(int type);
/* One that listens on a free port. */
int listening_socket(int backlog);
int connect_to(int fd, unsigned port);
/* Two streams that are connected. */
void connected_pair(int ends[2]);
/* Sends and receives all of it, or the test fails. */
void send_all(int fd, const void *data, size_t length);
void receive_all(int fd, void *data, size_t length);
/* The events of one descriptor. */
short events_of(int fd, short wanted, int timeout_ms);
void set_number(int fd, int level, int option, int number);
int number_of(int fd, int level, int option);
/* Waits for a child that has to end well. */
void wait_for_success(pid_t pid);
/* Runs a function as an ordinary user. */
void as_user(void (*function)(void));

#endif

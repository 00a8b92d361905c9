/* What the tests share: see sockettest.h. */
#include "sockettest.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

struct sockaddr_in
local_at(unsigned port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

unsigned
port_of(int fd)
{
	struct sockaddr_in name;
	socklen_t size = sizeof(name);

	CHECK(getsockname(fd, (struct sockaddr *)&name, &size) == 0);
	return ntohs(name.sin_port);
}

int
new_socket(int type)
{
	int fd = socket(AF_INET, type, 0);

	CHECK(fd >= 0);
	return fd;
}

int
bound_socket(int type)
{
	struct sockaddr_in name = local_at(0);
	int fd = new_socket(type);

	CHECK(bind(fd, (struct sockaddr *)&name, sizeof(name)) == 0);
	return fd;
}

int
listening_socket(int backlog)
{
	int fd = bound_socket(SOCK_STREAM);

	CHECK(listen(fd, backlog) == 0);
	return fd;
}

int
connect_to(int fd, unsigned port)
{
	struct sockaddr_in name = local_at(port);

	return connect(fd, (struct sockaddr *)&name, sizeof(name));
}

void
connected_pair(int ends[2])
{
	int listener = listening_socket(1);

	ends[0] = new_socket(SOCK_STREAM);
	CHECK(connect_to(ends[0], port_of(listener)) == 0);
	ends[1] = accept(listener, NULL, NULL);
	CHECK(ends[1] >= 0);
	CHECK(close(listener) == 0);
}

void
send_all(int fd, const void *data, size_t length)
{
	CHECK(send(fd, data, length, 0) == (ssize_t)length);
}

void
receive_all(int fd, void *data, size_t length)
{
	CHECK(recv(fd, data, length, MSG_WAITALL) == (ssize_t)length);
}

short
events_of(int fd, short wanted, int timeout_ms)
{
	struct pollfd entry = {.fd = fd, .events = wanted};
	int ready = poll(&entry, 1, timeout_ms);

	CHECK(ready == (entry.revents != 0));
	return entry.revents;
}

void
set_number(int fd, int level, int option, int number)
{
	CHECK(setsockopt(fd, level, option, &number, sizeof(number)) == 0);
}

int
number_of(int fd, int level, int option)
{
	int number = -1;
	socklen_t size = sizeof(number);

	CHECK(getsockopt(fd, level, option, &number, &size) == 0 && size == sizeof(number));
	return number;
}

void
wait_for_success(pid_t pid)
{
	int status = wait_for(pid);

	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_SAID_WHY)
		_exit(STATUS_SAID_WHY);
	CHECK(status == 0);
}

void
as_user(void (*function)(void))
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0) {
		CHECK(setgid(USER_ID) == 0 && setuid(USER_ID) == 0);
		function();
		_exit(0);
	}
	wait_for_success(pid);
}

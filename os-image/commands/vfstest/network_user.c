/* See the header. */
#include "network_user.h"

#include <libsys/rs_client.h>
#include <stdio.h>
#include <sysconf/sysconf.h>
#include <unistd.h>

#include "services.h"

#define STEP_US 1000
#define STEPS_MAX 5000
#define BLOCK_MAX 512

static void
start(const char *policy)
{
	static struct service_config config;
	char block[BLOCK_MAX];
	char error[CONFIG_ERROR_MAX];
	endpoint_t endpoint;
	int length = snprintf(block, sizeof(block),
			      "service %s { program vfstest; arguments %s well; uid _test %u; gid %u;"
			      " traps send receive notify; ipc rs vfs; calls basic copy vm_map;"
			      " pages 4m; policy %s; }",
			      NETWORK, ROLE_NETWORK, USER_ID, USER_ID, policy);

	CHECK(sysconf_parse(block, (u32)length, &config, 1, error) == 1);
	become_operator();
	(void)rs_down(NETWORK);
	errno = -rs_configure(RS_HOW_UP, &config, NULL, 0, &endpoint);
	CHECK(errno <= 0);
}

void
start_network(void)
{
	start("none");
}

void
start_restarted_network(void)
{
	start("restart");
}

/* One that is dead already may be down for good. */
void
stop_network(void)
{
	(void)rs_down(NETWORK);
}

int
new_socket(int type)
{
	int fd = socket(AF_INET, type, 0);

	CHECK(fd >= 0);
	return fd;
}

struct sockaddr_in
at_port(unsigned port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

int
connect_to(int fd, unsigned port)
{
	struct sockaddr_in address = at_port(port);

	return connect(fd, (struct sockaddr *)&address, sizeof(address));
}

int
control(int fd, unsigned long request, u32 argument)
{
	return ioctl(fd, request, &argument);
}

void
await_waiting(int fd, int count)
{
	for (int step = 0; control(fd, CONTROL_WAITING, 0) != count; step++) {
		CHECK(step < STEPS_MAX);
		usleep(STEP_US);
	}
}

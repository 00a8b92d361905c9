/* Names of hosts and services; name servers are played on loopback. */
#include "sockettest.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <net/if.h>
#include <unistd.h>

#define RESOLV_FILE "/etc/resolv.conf"
#define DOMAIN_PORT 53u
#define QUESTION_MAX 512
#define ANSWER_ADDRESS 0x0a010203u
#define ANSWER_BYTES 16 /* a pointer to the name, type, class, time to live, length, address */

/* RFC 1035, 4.1.1: in the second half of the header's flags word, and counts. */
#define RESPONSE 0x80u
#define NAME_ERROR 3u
#define SERVER_FAILURE 2u

static void
services_are_found_by_name_and_protocol(void)
{
	struct servent *service = getservbyname("http", "tcp");

	CHECK(service != NULL && ntohs((unsigned short)service->s_port) == 80);
	CHECK(strcmp(service->s_name, "http") == 0 && strcmp(service->s_proto, "tcp") == 0);
	CHECK(strcmp(service->s_aliases[0], "www") == 0 && service->s_aliases[1] == NULL);
	service = getservbyname("mail", NULL);
	CHECK(service != NULL && strcmp(service->s_name, "smtp") == 0);
	CHECK(getservbyname("http", "udp") == NULL);
	CHECK(getservbyname("80/tcp", "tcp") == NULL);
}

static in_addr_t
address_of(const char *name)
{
	struct hostent *host = gethostbyname(name);

	CHECK(host != NULL && host->h_addrtype == AF_INET && host->h_length == 4);
	return ntohl(*(in_addr_t *)(void *)host->h_addr);
}

static void
hosts_are_found_by_number_and_file(void)
{
	CHECK(address_of("10.1.2.3") == ANSWER_ADDRESS);
	CHECK(address_of("localhost") == INADDR_LOOPBACK);
	CHECK(address_of("LocalHost") == INADDR_LOOPBACK);
}

static void
addresses_are_found_for_hosts_and_services(void)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *list;
	const struct sockaddr_in *address;

	CHECK(getaddrinfo("localhost", "http", &hints, &list) == 0);
	address = (const struct sockaddr_in *)(const void *)list->ai_addr;
	CHECK(list->ai_family == AF_INET && list->ai_socktype == SOCK_STREAM);
	CHECK(list->ai_protocol == IPPROTO_TCP && list->ai_addrlen == sizeof(*address));
	CHECK(ntohs(address->sin_port) == 80 && ntohl(address->sin_addr.s_addr) == INADDR_LOOPBACK);
	CHECK(list->ai_next == NULL);
	freeaddrinfo(list);

	CHECK(getaddrinfo(NULL, "53", NULL, &list) == 0);
	CHECK(list->ai_socktype == SOCK_STREAM && list->ai_next->ai_socktype == SOCK_DGRAM);
	CHECK(list->ai_next->ai_next == NULL);
	freeaddrinfo(list);

	hints.ai_flags = AI_PASSIVE;
	CHECK(getaddrinfo(NULL, "8080", &hints, &list) == 0);
	address = (const struct sockaddr_in *)(const void *)list->ai_addr;
	CHECK(address->sin_addr.s_addr == INADDR_ANY);
	freeaddrinfo(list);

	CHECK(getaddrinfo(NULL, NULL, NULL, &list) == EAI_NONAME);
	CHECK(getaddrinfo("localhost", "no-such-service", NULL, &list) == EAI_SERVICE);
	hints = (struct addrinfo){.ai_flags = AI_NUMERICHOST};
	CHECK(getaddrinfo("localhost", "80", &hints, &list) == EAI_NONAME);
	hints = (struct addrinfo){.ai_family = 10};
	CHECK(getaddrinfo("localhost", "80", &hints, &list) == EAI_FAMILY);
	CHECK(strlen(gai_strerror(EAI_SERVICE)) > 0 && strlen(hstrerror(HOST_NOT_FOUND)) > 0);
}

/* ---- a name server ---- */

enum manners {
	ANSWERS,
	SAYS_NO,        /* there is no such name */
	FAILS_FIRST,    /* the first question is a failure of its own */
	SILENT_FIRST,   /* and to the first one it says nothing */
	TALKS_NONSENSE, /* before the answer */
};

static enum manners manners;
static int name_server;
static unsigned first_port;
static u16 first_id;

struct question {
	u8 bytes[QUESTION_MAX + ANSWER_BYTES];
	size_t length;
	struct sockaddr_in from;
};

static void
take_question(struct question *question)
{
	socklen_t size = sizeof(question->from);
	ssize_t length = recvfrom(name_server, question->bytes, QUESTION_MAX, 0,
				  (struct sockaddr *)&question->from, &size);

	CHECK(length > 12);
	question->length = (size_t)length;
}

static void
reply(int fd, const struct question *question, size_t length)
{
	CHECK(sendto(fd, question->bytes, length, 0, (const struct sockaddr *)&question->from,
		     sizeof(question->from)) == (ssize_t)length);
}

static void
reply_error(struct question question, u8 error)
{
	question.bytes[2] |= RESPONSE;
	question.bytes[3] = error;
	reply(name_server, &question, question.length);
}

/* By the rules but for what the caller has changed in the question. */
static void
reply_address(int fd, struct question question)
{
	static const u8 answer[ANSWER_BYTES] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 1, 2, 3};

	question.bytes[2] |= RESPONSE;
	question.bytes[7] = 1;
	memcpy(question.bytes + question.length, answer, sizeof(answer));
	reply(fd, &question, question.length + sizeof(answer));
}

static void
talk_nonsense(const struct question *question)
{
	struct question wrong = *question;
	int stranger = new_socket(SOCK_DGRAM);

	wrong.bytes[0] ^= 1; /* another id */
	wrong.bytes[wrong.length - 5] ^= 1;
	reply_error(wrong, NAME_ERROR);
	wrong = *question;
	reply(name_server, &wrong, 5);
	reply(name_server, &wrong, wrong.length);
	wrong.bytes[2] |= RESPONSE;
	wrong.bytes[3] = NAME_ERROR;
	reply(stranger, &wrong, wrong.length);
}

static void
note_question(const struct question *question)
{
	first_port = ntohs(question->from.sin_port);
	memcpy(&first_id, question->bytes, sizeof(first_id));
}

static void
serve_names(void)
{
	struct question question;
	u16 id;

	take_question(&question);
	note_question(&question);
	if (manners == SAYS_NO) {
		reply_error(question, NAME_ERROR);
		return;
	}
	if (manners == FAILS_FIRST)
		reply_error(question, SERVER_FAILURE);
	if (manners == FAILS_FIRST || manners == SILENT_FIRST) {
		take_question(&question);
		memcpy(&id, question.bytes, sizeof(id));
		CHECK(id != first_id && ntohs(question.from.sin_port) != first_port);
	}
	if (manners == TALKS_NONSENSE)
		talk_nonsense(&question);
	reply_address(name_server, question);
}

static void
write_resolv(const char *line)
{
	int fd = open(RESOLV_FILE, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	CHECK(fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line));
	CHECK(close(fd) == 0);
}

static pid_t
start_name_server(enum manners how)
{
	struct sockaddr_in name = local_at(DOMAIN_PORT);

	write_resolv("# a test's\nnameserver 127.0.0.1\n");
	name_server = new_socket(SOCK_DGRAM);
	CHECK(bind(name_server, (struct sockaddr *)&name, sizeof(name)) == 0);
	manners = how;
	return start_child(serve_names);
}

static void
stop_name_server(pid_t server)
{
	wait_for_success(server);
	CHECK(close(name_server) == 0);
	CHECK(unlink(RESOLV_FILE) == 0);
}

static void
names_are_asked_of_the_server(void)
{
	pid_t server = start_name_server(ANSWERS);

	CHECK(address_of("kintsugi.example") == ANSWER_ADDRESS);
	stop_name_server(server);
}

static void
a_name_that_does_not_exist_is_told(void)
{
	pid_t server = start_name_server(SAYS_NO);

	CHECK(gethostbyname("nothing.example") == NULL && h_errno == HOST_NOT_FOUND);
	stop_name_server(server);
}

static void
a_server_that_fails_or_is_silent_is_asked_again_afresh(void)
{
	pid_t server = start_name_server(FAILS_FIRST);

	CHECK(address_of("kintsugi.example") == ANSWER_ADDRESS);
	stop_name_server(server);
	server = start_name_server(SILENT_FIRST);
	CHECK(address_of("kintsugi.example") == ANSWER_ADDRESS);
	stop_name_server(server);
}

static void
what_is_no_answer_is_passed_over(void)
{
	pid_t server = start_name_server(TALKS_NONSENSE);

	CHECK(address_of("kintsugi.example") == ANSWER_ADDRESS);
	stop_name_server(server);
}

static void
without_a_server_asking_ends_soon(void)
{
	struct addrinfo *list;
	u64 before_us = now_us();

	write_resolv("nameserver 127.0.0.1\n");
	CHECK(gethostbyname("kintsugi.example") == NULL && h_errno == TRY_AGAIN);
	CHECK(getaddrinfo("kintsugi.example", "80", NULL, &list) == EAI_AGAIN);
	CHECK(gethostbyname("..") == NULL && h_errno == HOST_NOT_FOUND);
	CHECK(now_us() - before_us < 20u * 1000 * 1000);
	CHECK(unlink(RESOLV_FILE) == 0);
}

/* ---- settings ---- */

static void
change_what_is_roots(void)
{
	struct if_change change = {.name = "lo", .set = IF_SET_UP, .is_up = 0};

	CHECK_FAILS(ioctl(new_socket(SOCK_DGRAM), SIOCSIFCHANGE, &change), EPERM);
}

static void
interfaces_are_listed_and_changed_by_root_alone(void)
{
	struct if_info info = {.index = 0};
	int fd = new_socket(SOCK_DGRAM);

	CHECK(ioctl(fd, SIOCGIFINFO, &info) == 0);
	CHECK(info.flags & IFF_LOOPBACK && info.address == INADDR_LOOPBACK);
	info.index = 1000;
	CHECK_FAILS(ioctl(fd, SIOCGIFINFO, &info), EINVAL);
	CHECK_FAILS(ioctl(fd, TIOCGWINSZ, &info), ENOTTY);
	as_user(change_what_is_roots);
}

const struct test name_tests[] = {
	{services_are_found_by_name_and_protocol, "services_are_found_by_name_and_protocol"},
	{hosts_are_found_by_number_and_file, "hosts_are_found_by_number_and_file"},
	{addresses_are_found_for_hosts_and_services, "addresses_are_found_for_hosts_and_services"},
	{names_are_asked_of_the_server, "names_are_asked_of_the_server"},
	{a_name_that_does_not_exist_is_told, "a_name_that_does_not_exist_is_told"},
	{a_server_that_fails_or_is_silent_is_asked_again_afresh,
	 "a_server_that_fails_or_is_silent_is_asked_again_afresh"},
	{what_is_no_answer_is_passed_over, "what_is_no_answer_is_passed_over"},
	{without_a_server_asking_ends_soon, "without_a_server_asking_ends_soon"},
	{interfaces_are_listed_and_changed_by_root_alone,
	 "interfaces_are_listed_and_changed_by_root_alone"},
	{NULL, NULL},
};

/*
 * What no honest program does: bad pointers, wild numbers, floods. VFS refuses
 * it and serves the others as before.
 */
#include <fcntl.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <poll.h>
#include <proto/char.h>
#include <proto/vfs.h>
#include <proto/vfs_pm.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vfstest.h"

#define BAD ((void *)0x10)           /* in the page that is never mapped */
#define KERNEL ((void *)0xfff00000u) /* beyond what is a process' */
#define RANDOM_ROUNDS 2000
#define RANDOM_SEEDS 8
#define RANDOM_SECONDS 3
#define FLOOD 2000

static void *const bad_addresses[] = {BAD, KERNEL, (void *)0xffffffffu};

static void
pass_bad_address(void *bad)
{
	int ends[2];
	int file = open("a", O_RDWR);

	CHECK(pipe(ends) == 0);
	CHECK(write(ends[1], "abc", 3) == 3);
	CHECK_FAILS(read(file, bad, 3), EFAULT);
	CHECK_FAILS(write(file, bad, 3), EFAULT);
	CHECK_FAILS(read(ends[0], bad, 3), EFAULT);
	CHECK_FAILS(write(ends[1], bad, 3), EFAULT);
	CHECK_FAILS(read(open("/dev/zero", O_RDONLY), bad, 3), EFAULT);
	CHECK_FAILS(pread(open("/dev/c0d0", O_RDONLY), bad, 512, 0), EFAULT);
	CHECK_FAILS(pread(open("/dev/c0d0", O_RDONLY), bad, 5, 3), EFAULT);
	CHECK_FAILS(stat("a", bad), EFAULT);
	CHECK_FAILS(fstat(file, bad), EFAULT);
	CHECK_FAILS(statvfs("a", bad), EFAULT);
	CHECK_FAILS(readlink("s", bad, 3), EFAULT);
	CHECK_FAILS(poll(bad, 1, 0), EFAULT);
	CHECK_FAILS(ioctl(ends[0], FIONREAD, bad), EFAULT);
	CHECK_FAILS(ioctl(open("/dev/ttyc1", O_RDWR | O_NOCTTY), TCGETS, bad), EFAULT);
	CHECK_FAILS(mount_info(0, bad), EFAULT);
	CHECK(getcwd(bad, 100) == NULL && errno == EFAULT);
	for (int fd = file; fd < 64; fd++)
		(void)close(fd);
}

static void
bad_addresses_are_efault(void)
{
	put_file("a", "text");
	CHECK(symlink("a", "s") == 0);
	for (u32 i = 0; i < ARRAY_LEN(bad_addresses); i++)
		pass_bad_address(bad_addresses[i]);
}

static s32
ask(u32 type, const void *body, u32 length)
{
	struct message m = {.type = type};

	memcpy(m.body, body, length);
	CHECK(ipc_sendrec(sys_lookup("vfs"), &m) == 0);
	CHECK(m.type == (type | REPLY_BIT));
	return MESSAGE_BODY(&m, const struct vfs_reply)->result;
}

static void
bad_paths_are_efault(void)
{
	for (u32 i = 0; i < ARRAY_LEN(bad_addresses); i++) {
		struct vfs_path path = {(u32)bad_addresses[i], 10};
		struct vfs_two_paths two = {(u32)bad_addresses[i], 10, (u32)bad_addresses[i], 10};

		CHECK(ask(VFS_OPEN, &path, sizeof(path)) == -EFAULT);
		CHECK(ask(VFS_CHDIR, &path, sizeof(path)) == -EFAULT);
		CHECK(ask(VFS_UNLINK, &path, sizeof(path)) == -EFAULT);
		CHECK(ask(VFS_RENAME, &two, sizeof(two)) == -EFAULT);
		CHECK(ask(VFS_SYMLINK, &two, sizeof(two)) == -EFAULT);
	}
}

static void
wild_lengths_are_refused_or_cut(void)
{
	struct vfs_path path = {(u32)"a", 0xffffffffu};
	struct vfs_transfer wild = {.address = (u32)&path, .length = 0xffffffffu};
	struct vfs_poll poll = {(u32)&path, 0x20000000u, 0};

	put_file("a", "text");
	wild.fd = open("a", O_RDWR);
	CHECK(ask(VFS_OPEN, &path, sizeof(path)) == -ENAMETOOLONG);
	CHECK(ask(VFS_READ, &wild, sizeof(wild)) == -EINVAL);
	CHECK(ask(VFS_WRITE, &wild, sizeof(wild)) == -EINVAL);
	CHECK(ask(VFS_POLL, &poll, sizeof(poll)) == -EINVAL);
	wild.address = 0xbff00000u;
	wild.length = 0x7fffffffu;
	CHECK(ask(VFS_READ, &wild, sizeof(wild)) <= (s32)strlen("text"));
}

static void
a_path_with_a_nul_is_einval(void)
{
	struct vfs_path path = {(u32) "a\0b", 3};

	CHECK(ask(VFS_OPEN, &path, sizeof(path)) == -EINVAL);
}

static void
requests_that_do_not_exist_are_enosys(void)
{
	u32 nothing = 0;

	CHECK(ask(VFS_REQUEST_END, &nothing, sizeof(nothing)) == -ENOSYS);
	CHECK(ask(PROTO_VFS, &nothing, sizeof(nothing)) == -ENOSYS);
	CHECK(ask(0x7abc, &nothing, sizeof(nothing)) == -ENOSYS);
}

static void
what_is_pms_to_say_is_refused(void)
{
	struct vfs_pm_ids ids = {.head = {7}, .process = EP_NONE};

	for (u32 type = VFS_PM_NEW; type < VFS_PM_REQUEST_END; type++) {
		struct message m = {.type = type};

		*MESSAGE_BODY(&m, struct vfs_pm_ids) = ids;
		CHECK(ipc_sendrec(sys_lookup("vfs"), &m) == 0);
		CHECK(MESSAGE_BODY(&m, const struct reply_head)->status == -EPERM);
	}
}

/* Bodies of random words, small and wild ones. It may well overwrite itself with the answers. */
static void
send_random(void)
{
	static const u32 favourites[] = {0, 1, 2, 3, 0xffffffffu, 0x80000000u, 0x7fffffffu, 4096};
	static char memory[4096];

	for (int round = 0; round < RANDOM_ROUNDS; round++) {
		u32 body[MESSAGE_BODY_SIZE / 4];

		for (u32 i = 0; i < ARRAY_LEN(body); i++) {
			u32 kind = (u32)rand() % 4;

			body[i] = kind == 0 ? (u32)rand()
				: kind == 1 ? (u32)memory + (u32)rand() % sizeof(memory)
					    : favourites[(u32)rand() % ARRAY_LEN(favourites)];
		}
		(void)ask(VFS_OPEN + (u32)rand() % (VFS_REQUEST_END - VFS_OPEN), body,
			  sizeof(body));
	}
}

/* A request may make it wait for ever, or spoil it: how it ends says nothing. */
static void
random_requests_do_no_harm(void)
{
	for (unsigned seed = 1; seed <= RANDOM_SEEDS; seed++) {
		pid_t child = fork();

		CHECK(child >= 0);
		if (child == 0) {
			srand(seed);
			alarm(RANDOM_SECONDS);
			for (int fd = 0; fd <= 2; fd++)
				CHECK(close(fd) == 0);
			CHECK(setgid(USER_ID) == 0 && setuid(USER_ID) == 0);
			send_random();
			_exit(0);
		}
		CHECK(waitpid(child, NULL, 0) == child);
		put_file("after", "fine");
		CHECK(file_holds("after", "fine"));
	}
}

static void
flood(void)
{
	struct message m = {.type = VFS_GETCWD};
	endpoint_t vfs = sys_lookup("vfs");

	for (int i = 0; i < FLOOD; i++)
		(void)ipc_sendnb(vfs, &m);
	for (int i = 0; i < FLOOD; i++) {
		m.type = i % 2 != 0 ? VFS_SYNC : 0x7123;
		(void)ipc_send(vfs, &m);
	}
}

static void
who_never_takes_replies_floods_in_vain(void)
{
	pid_t children[4];

	for (int i = 0; i < 4; i++)
		children[i] = start_child(flood);
	for (int i = 0; i < 20; i++) {
		put_file("a", "fine");
		CHECK(file_holds("a", "fine"));
	}
	for (int i = 0; i < 4; i++)
		wait_for_success(children[i]);
}

static void
children_inherit_many_descriptors(void)
{
	pid_t children[20];

	put_file("a", "");
	while (open("a", O_RDONLY) >= 0)
		continue;
	CHECK(errno == EMFILE);
	for (int i = 0; i < 20; i++)
		children[i] = start_child(sleep_for_ever);
	for (int i = 0; i < 20; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
	for (int fd = 5; fd < 64; fd++)
		CHECK(close(fd) == 0);
	CHECK(open("a", O_RDONLY) >= 0);
}

static int full_pipe[2];

static void
open_all(void)
{
	while (open("a", O_RDONLY) >= 0)
		continue;
	CHECK(write(full_pipe[1], "d", 1) == 1);
	sleep_for_ever();
}

/* 1,024 descriptions are shared by all; 20 processes that want 60 each take more than that. */
static void
the_last_description_is_enfile_and_all_come_back(void)
{
	pid_t children[20];
	char byte;
	int fd;

	put_file("a", "");
	CHECK(pipe(full_pipe) == 0);
	for (int i = 0; i < 20; i++)
		children[i] = start_child(open_all);
	for (int i = 0; i < 20; i++)
		CHECK(read(full_pipe[0], &byte, 1) == 1);
	CHECK_FAILS(open("a", O_RDONLY), ENFILE);
	for (int i = 0; i < 20; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
	while ((fd = open("a", O_RDONLY)) < 0)
		usleep(1000);
}

/* What users leave is enough for root to look into it. */
static void
users_leave_root_descriptions_and_pipes(void)
{
	pid_t children[20];
	char byte;

	put_file("a", "");
	CHECK(pipe(full_pipe) == 0);
	for (int i = 0; i < 20; i++) {
		children[i] = fork();
		CHECK(children[i] >= 0);
		if (children[i] != 0)
			continue;
		CHECK(setgid(USER_ID) == 0 && setuid(USER_ID) == 0);
		for (int ends[2], n = 0; n < 10 && pipe(ends) == 0; n++)
			continue;
		open_all();
	}
	for (int i = 0; i < 20; i++)
		CHECK(read(full_pipe[0], &byte, 1) == 1);
	CHECK(open("a", O_RDONLY) >= 0);
	CHECK(pipe(full_pipe) == 0);
	put_file("b", "fine");
	for (int i = 0; i < 20; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
}

/* None of these is a request: a notice of a driver, a reply. */
static const u32 no_requests[] = {CHAR_READY, CHAR_SIGNAL, VFS_READ | REPLY_BIT, REPLY_BIT};

static void
wait_for_an_answer_to_no_request(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	for (u32 i = 0; i < ARRAY_LEN(no_requests); i++) {
		struct message m = {.type = no_requests[i]};

		CHECK(ipc_sendrec(sys_lookup("vfs"), &m) == 0);
		CHECK(MESSAGE_BODY(&m, const struct vfs_reply)->result < 0);
	}
}

/* Else PM and VFS could be kept busy with a signal for who waits for nothing. */
static void
what_is_no_request_is_answered_all_the_same(void)
{
	pid_t child = start_child(wait_for_an_answer_to_no_request);

	usleep(50000);
	CHECK(kill(child, SIGUSR1) == 0);
	usleep(50000);
	wait_for_success(child);
}

const struct test hostile_tests[] = {
	{what_is_no_request_is_answered_all_the_same,
	 "what_is_no_request_is_answered_all_the_same"},
	{users_leave_root_descriptions_and_pipes, "users_leave_root_descriptions_and_pipes"},
	{bad_addresses_are_efault, "bad_addresses_are_efault"},
	{bad_paths_are_efault, "bad_paths_are_efault"},
	{wild_lengths_are_refused_or_cut, "wild_lengths_are_refused_or_cut"},
	{a_path_with_a_nul_is_einval, "a_path_with_a_nul_is_einval"},
	{requests_that_do_not_exist_are_enosys, "requests_that_do_not_exist_are_enosys"},
	{what_is_pms_to_say_is_refused, "what_is_pms_to_say_is_refused"},
	{random_requests_do_no_harm, "random_requests_do_no_harm"},
	{who_never_takes_replies_floods_in_vain, "who_never_takes_replies_floods_in_vain"},
	{children_inherit_many_descriptors, "children_inherit_many_descriptors"},
	{the_last_description_is_enfile_and_all_come_back,
	 "the_last_description_is_enfile_and_all_come_back"},
	{NULL, NULL},
};

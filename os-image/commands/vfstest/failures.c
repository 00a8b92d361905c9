/*
 * File servers and drivers that hang, lie or die: their users get errors, and
 * nobody else notices. They are this program in another role, started by RS.
 */
#include <fcntl.h>
#include <kintsugi/devices.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <poll.h>
#include <proto/vfs.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "services.h"
#include "vfstest.h"

#define FILE_SERVER "mfs.test"
#define DRIVER "chr.test"
#define DEADLINE_US 30000000u
#define AT_ONCE_US 1000000u
#define SOON_US 3000000u
#define CROWD 24
#define DEAD_DEVICES 50
#define LOG_ROOM (64u * 1024u)

#define SERVERS 6 /* that hang at once, each with USERS_EACH users */
#define USERS_EACH 10

/* mount() would have RS start the real server of that label, so VFS is asked directly. */
static int
mount_labelled(const char *device, const char *place, const char *label)
{
	struct message m = {.type = VFS_MOUNT};

	*MESSAGE_BODY(&m, struct vfs_mount) = (struct vfs_mount){
		(u32)device, strlen(device), (u32)place, strlen(place),
		(u32)label, strlen(label), 0,
	};
	CHECK(ipc_sendrec(sys_lookup("vfs"), &m) == 0);
	errno = -MESSAGE_BODY(&m, const struct vfs_reply)->result;
	return errno == 0 ? 0 : -1;
}

static int
mount_service(void)
{
	return mount_labelled("disk", "m", FILE_SERVER);
}

static void
prepare(const char *manners)
{
	CHECK(exists("m") || mkdir("m", 0777) == 0);
	CHECK(exists("disk") || mknod("disk", S_IFBLK | 0600, DEVICE(MAJOR_DISK, 9)) == 0);
	start_service(FILE_SERVER, ROLE_FILE_SERVER, manners);
}

static void
prepare_mounted(const char *manners)
{
	prepare(manners);
	CHECK(mount_service() == 0);
}

/* A server that is dead can be unmounted in any case; who still uses it has to let go first. */
static void
finish_mounted(void)
{
	stop_service();
	(void)access("m/x", F_OK);
	while (umount("m") < 0) {
		CHECK(errno == EBUSY);
		usleep(10000);
	}
}

static void
check_nothing_is_mounted(void)
{
	put_file("m/below", "here");
	CHECK(file_holds("m/below", "here"));
	CHECK_FAILS(umount("m"), EINVAL);
	CHECK(unlink("m/below") == 0 && rmdir("m") == 0);
}

static void
a_server_that_is_mute_can_not_be_mounted(void)
{
	u64 before_us = now_us();

	prepare("mute");
	CHECK_FAILS(mount_service(), ETIMEDOUT);
	CHECK(now_us() - before_us < 2 * DEADLINE_US);
	stop_service();
	check_nothing_is_mounted();
}

static void
a_server_that_dies_at_mount_is_eio(void)
{
	prepare("dies");
	CHECK(mount_service() == -1);
	CHECK(errno == EIO || errno == ETIMEDOUT);
	stop_service();
	check_nothing_is_mounted();
}

static void
a_root_that_is_no_directory_is_eio(void)
{
	prepare("file");
	CHECK_FAILS(mount_service(), EIO);
	stop_service();
	check_nothing_is_mounted();
}

static void
a_root_of_inode_0_is_eio(void)
{
	prepare("nothing");
	CHECK_FAILS(mount_service(), EIO);
	stop_service();
	check_nothing_is_mounted();
}

static void
a_server_that_is_not_there_is_enxio(void)
{
	CHECK(mkdir("m", 0777) == 0);
	CHECK(mknod("disk", S_IFBLK | 0600, DEVICE(MAJOR_DISK, 9)) == 0);
	CHECK_FAILS(mount_service(), ENXIO);
	check_nothing_is_mounted();
}

static void
replies_that_make_no_sense_are_eio(void)
{
	static const char *const names[] = {"m/inode_0", "m/no_kind", "m/negative",
					    "m/other_kind", "m/wild_error"};
	char text[8];
	int fd;

	prepare_mounted("lies");
	for (u32 i = 0; i < ARRAY_LEN(names); i++)
		CHECK_FAILS(open(names[i], O_RDONLY), EIO);
	CHECK_FAILS(open("m/endless", O_RDONLY), EIO);
	CHECK_FAILS(open("m/none", O_RDONLY), ENOENT);
	fd = open("m/file", O_RDWR);
	CHECK(fd >= 0);
	CHECK_FAILS(read(fd, text, sizeof(text)), EIO);
	CHECK_FAILS(write(fd, text, sizeof(text)), EIO);
	CHECK(close(fd) == 0);
	CHECK(umount("m") == 0);
	stop_service();
}

static void
ask_the_silent(void)
{
	CHECK_FAILS(access("m/" NAME_OF_SILENCE, F_OK), ETIMEDOUT);
}

void
work_elsewhere(void)
{
	u64 before_us = now_us();

	for (int i = 0; i < 50; i++) {
		put_file("a", "fine");
		CHECK(file_holds("a", "fine"));
	}
	CHECK(now_us() - before_us < AT_ONCE_US);
}

static void
users_of_a_hung_server_keep_nobody_else_waiting(void)
{
	pid_t children[CROWD];

	prepare_mounted("hangs");
	for (int i = 0; i < CROWD; i++)
		children[i] = start_child(ask_the_silent);
	usleep(100000);
	work_elsewhere();
	for (int i = 0; i < CROWD; i++)
		CHECK(waitpid(children[i], NULL, WNOHANG) == 0);
	for (int i = 0; i < CROWD; i++)
		wait_for_success(children[i]);
	finish_mounted();
}

static int hung_number;

static void
ask_a_silent_one(void)
{
	char path[24];

	snprintf(path, sizeof(path), "m%d/" NAME_OF_SILENCE, hung_number);
	(void)access(path, F_OK);
}

static void
mount_hung(int number, endpoint_t *endpoint)
{
	char disk[8];
	char place[8];
	char label[16];

	snprintf(disk, sizeof(disk), "disk%d", number);
	snprintf(place, sizeof(place), "m%d", number);
	snprintf(label, sizeof(label), "t.hung%d", number);
	CHECK(mknod(disk, S_IFBLK | 0600, DEVICE(MAJOR_DISK, 10 + number)) == 0);
	CHECK(mkdir(place, 0777) == 0);
	start_service(label, ROLE_FILE_SERVER, "hangs");
	*endpoint = service;
	CHECK(mount_labelled(disk, place, label) == 0);
}

static void
unmount_hung(int number, endpoint_t endpoint)
{
	char place[8];

	snprintf(place, sizeof(place), "m%d", number);
	service = endpoint;
	stop_service();
	while (umount(place) < 0)
		usleep(10000);
}

static void
many_hung_servers_leave_a_thread_for_the_others(void)
{
	pid_t children[SERVERS * USERS_EACH];
	endpoint_t endpoints[SERVERS];

	for (hung_number = 0; hung_number < SERVERS; hung_number++) {
		mount_hung(hung_number, &endpoints[hung_number]);
		for (int i = 0; i < USERS_EACH; i++)
			children[hung_number * USERS_EACH + i] = start_child(ask_a_silent_one);
	}
	usleep(100000);
	work_elsewhere();
	for (int i = 0; i < SERVERS * USERS_EACH; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
	for (int i = 0; i < SERVERS; i++)
		unmount_hung(i, endpoints[i]);
}

static int told[2];

static void
tell(int signal)
{
	(void)signal;
	CHECK(write(told[1], "t", 1) == 1);
}

/* As root's shell would see it: who only stands in line obeys a signal at once. */
static void
wait_in_line(void)
{
	struct sigaction action = {.sa_handler = tell};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	(void)access("m/" NAME_OF_SILENCE, F_OK);
	sleep_for_ever();
}

static void
who_stands_in_line_for_a_hung_server_can_be_signalled(void)
{
	pid_t children[CROWD];
	u64 before_us;
	char byte;

	CHECK(pipe(told) == 0);
	prepare_mounted("hangs");
	for (int i = 0; i < CROWD; i++)
		children[i] = start_child(wait_in_line);
	usleep(100000);
	before_us = now_us();
	for (int i = 0; i < CROWD; i++)
		CHECK(kill(children[i], SIGUSR1) == 0);
	for (int i = 0; i < CROWD / 2; i++)
		CHECK(read(told[0], &byte, 1) == 1);
	CHECK(now_us() - before_us < AT_ONCE_US);
	for (int i = 0; i < CROWD; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
	finish_mounted();
}

static void
ask_the_dying(void)
{
	CHECK(access("m/" NAME_OF_SILENCE, F_OK) == -1);
	CHECK(errno == EIO);
}

static void
when_a_server_dies_its_users_get_eio(void)
{
	pid_t children[4];
	u64 before_us;

	prepare_mounted("dies_later");
	before_us = now_us();
	for (int i = 0; i < 4; i++)
		children[i] = start_child(ask_the_dying);
	usleep(50000);
	stop_service();
	CHECK_FAILS(access("m/file", F_OK), EIO);
	for (int i = 0; i < 4; i++)
		wait_for_success(children[i]);
	CHECK(now_us() - before_us < DEADLINE_US);
	CHECK(umount("m") == 0);
	check_nothing_is_mounted();
}

static void
users_of_a_server_that_dies_need_not_wait_for_another(void)
{
	pid_t child;
	u64 before_us;

	prepare_mounted("dies_later");
	child = start_child(ask_the_dying);
	usleep(50000);
	before_us = now_us();
	stop_service();
	wait_for_success(child);
	CHECK(now_us() - before_us < SOON_US);
	CHECK(umount("m") == 0);
}

static void
open_the_late_fifo(void)
{
	(void)open("m/" NAME_OF_LATE_FIFO, O_RDONLY);
}

/* The signal comes while the call does not wait for the FIFO's other end yet. */
static void
who_is_killed_on_the_way_to_a_fifo_does_not_wait_for_it(void)
{
	pid_t child;
	u64 before_us;

	prepare_mounted("late");
	child = start_child(open_the_late_fifo);
	usleep(50000);
	CHECK(kill(child, SIGKILL) == 0);
	before_us = now_us();
	CHECK_FAILS(access("m/none", F_OK), ENOENT);
	CHECK(waitpid(child, NULL, 0) == child);
	CHECK(now_us() - before_us < AT_ONCE_US);
	CHECK(umount("m") == 0);
	stop_service();
}

static void
interrupted_on_the_way_to_a_fifo(void)
{
	struct sigaction action = {.sa_handler = on_signal_nothing};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	CHECK_FAILS(open("m/" NAME_OF_LATE_FIFO, O_RDONLY), EINTR);
}

static void
a_handler_interrupts_who_is_on_the_way_to_a_fifo(void)
{
	pid_t child;
	u64 before_us;

	prepare_mounted("late");
	child = start_child(interrupted_on_the_way_to_a_fifo);
	usleep(50000);
	CHECK(kill(child, SIGUSR1) == 0);
	before_us = now_us();
	CHECK_FAILS(access("m/none", F_OK), ENOENT);
	wait_for_success(child);
	CHECK(now_us() - before_us < AT_ONCE_US);
	CHECK(umount("m") == 0);
	stop_service();
}

static void
ask_the_next_name(void)
{
	usleep(100000);
	CHECK_FAILS(access("m/none", F_OK), ENOENT);
}

static void
run_the_late_script(void)
{
	execl("m/" NAME_OF_LATE_SCRIPT, "script", (char *)NULL);
	fail(__FILE_NAME__, __LINE__, strerror(errno));
}

/* As a shell does: its setpgid comes while PM has the child's program read. */
static void
a_child_can_be_moved_to_a_group_while_its_program_is_read(void)
{
	pid_t child, asker;
	int status;

	prepare_mounted("late");
	child = start_child(run_the_late_script);
	usleep(20000);
	asker = start_child(ask_the_next_name);
	CHECK(setpgid(child, child) == 0);
	CHECK(getpgid(child) == child);
	wait_for_success(asker);
	CHECK(kill(child, SIGKILL) == 0);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status));
	CHECK(umount("m") == 0);
	stop_service();
}

static void
a_server_that_does_not_sync_keeps_no_other_from_it(void)
{
	u64 before_us;

	prepare_mounted("silent_sync");
	put_file("a", "x");
	before_us = now_us();
	sync();
	CHECK(now_us() - before_us >= DEADLINE_US);
	CHECK(now_us() - before_us < 2 * DEADLINE_US);
	CHECK(umount("m") == 0);
	stop_service();
}

/* ---- drivers ---- */

static void
prepare_driver(const char *manners)
{
	CHECK(exists("device") || mknod("device", S_IFCHR | 0666, DEVICE(MAJOR_TEST, 0)) == 0);
	start_service(DRIVER, ROLE_DRIVER, manners);
}

static void
read_device(void)
{
	char byte;

	(void)read(open("device", O_RDONLY), &byte, 1);
}

static void
readers_of_a_mute_driver_wait_alone_and_can_be_killed(void)
{
	pid_t children[CROWD];

	prepare_driver("mute");
	for (int i = 0; i < CROWD; i++)
		children[i] = start_child(read_device);
	usleep(100000);
	work_elsewhere();
	for (int i = 0; i < CROWD; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
	CHECK(open("device", O_RDONLY) >= 0);
	stop_service();
}

static void
a_handler_interrupts_a_read_that_the_driver_does_not_cancel(void)
{
	char byte;

	prepare_driver("mute");
	interrupt_soon();
	CHECK_FAILS(read(open("device", O_RDONLY), &byte, 1), EINTR);
	stop_service();
}

static void
a_driver_that_claims_too_much_is_eio(void)
{
	char byte;

	prepare_driver("lies");
	CHECK_FAILS(read(open("device", O_RDONLY), &byte, 1), EIO);
	stop_service();
}

static void
when_a_driver_dies_its_descriptors_are_dead_and_a_fresh_one_serves(void)
{
	char byte;
	int fd;

	prepare_driver("mute");
	fd = open("device", O_RDWR);
	CHECK(fd >= 0);
	stop_service();
	CHECK_FAILS(read(fd, &byte, 1), EIO);
	prepare_driver("lies");
	CHECK_FAILS(read(fd, &byte, 1), EIO);
	CHECK(open("device", O_RDONLY) >= 0);
	stop_service();
}

static void
a_reader_of_a_driver_that_dies_gets_eio(void)
{
	char byte;
	int fd;
	u64 before_us;
	pid_t child;

	prepare_driver("mute");
	fd = open("device", O_RDONLY);
	CHECK(fd >= 0);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		CHECK_FAILS(read(fd, &byte, 1), EIO);
		_exit(0);
	}
	usleep(50000);
	before_us = now_us();
	stop_service();
	wait_for_success(child);
	CHECK(now_us() - before_us < SOON_US);
}

static void
who_polls_a_driver_that_dies_is_told_of_an_error(void)
{
	struct pollfd entry = {.events = POLLIN};
	pid_t child;

	prepare_driver("mute");
	entry.fd = open("device", O_RDONLY);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		CHECK(poll(&entry, 1, -1) == 1 && entry.revents == POLLERR);
		_exit(0);
	}
	usleep(50000);
	stop_service();
	wait_for_success(child);
}

static void
a_look_without_waiting_waits_for_the_drivers_answer(void)
{
	struct pollfd entry = {.events = POLLIN};

	prepare_driver("slow");
	entry.fd = open("device", O_RDONLY);
	CHECK(poll(&entry, 1, 0) == 1 && entry.revents == POLLIN);
	stop_service();
}

static void
a_poll_of_a_mute_device_ends_in_time(void)
{
	struct pollfd entry = {.events = POLLIN};

	prepare_driver("mute");
	entry.fd = open("device", O_RDONLY);
	CHECK(poll(&entry, 1, 100) == 0);
	stop_service();
}

/* How often a text stands in the kernel's log, as far as that goes back. */
static u32
count_in_log(const char *text)
{
	static char log[LOG_ROOM + 1];
	int fd = open("/dev/klog", O_RDONLY | O_NONBLOCK);
	u32 length = 0;
	u32 count = 0;
	ssize_t got;

	CHECK(fd >= 0);
	while (length < LOG_ROOM && (got = read(fd, log + length, LOG_ROOM - length)) > 0)
		length += (u32)got;
	CHECK(close(fd) == 0);
	log[length] = '\0';
	for (const char *at = log; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

static void
a_breach_is_told_once_a_kind(void)
{
	prepare_mounted("lies");
	for (int i = 0; i < 20; i++)
		CHECK_FAILS(open("m/inode_0", O_RDONLY), EIO);
	CHECK(umount("m") == 0);
	stop_service();
	CHECK(count_in_log("vfs: mfs.test answered inode 0 instead of an inode") == 1);
}

static void
many_dead_devices_are_polled_at_once(void)
{
	struct pollfd entries[DEAD_DEVICES];

	prepare_driver("mute");
	for (int i = 0; i < DEAD_DEVICES; i++) {
		entries[i] = (struct pollfd){open("device", O_RDONLY), POLLIN, 0};
		CHECK(entries[i].fd >= 0);
	}
	stop_service();
	CHECK(poll(entries, DEAD_DEVICES, -1) == DEAD_DEVICES);
	for (int i = 0; i < DEAD_DEVICES; i++)
		CHECK(entries[i].revents == POLLERR);
}

static void
open_twice_and_close(void)
{
	int fd = open("device", O_RDONLY);

	CHECK(open("device", O_RDONLY) >= 0);
	(void)close(fd);
}

/* The driver answers a close only when the device is opened the next time. */
static void
a_process_killed_while_it_closes_closes_the_rest(void)
{
	pid_t child;

	prepare_driver("holds_close");
	child = start_child(open_twice_and_close);
	usleep(50000);
	CHECK(kill(child, SIGKILL) == 0);
	usleep(50000);
	for (int i = 0; i < 3; i++)
		CHECK(open("device", O_RDONLY) >= 0);
	CHECK(waitpid(child, NULL, 0) == child);
	stop_service();
	put_file("a", "fine");
	CHECK(file_holds("a", "fine"));
}

const struct test failure_tests[] = {
	{a_process_killed_while_it_closes_closes_the_rest,
	 "a_process_killed_while_it_closes_closes_the_rest"},
	{a_breach_is_told_once_a_kind, "a_breach_is_told_once_a_kind"},
	{many_dead_devices_are_polled_at_once, "many_dead_devices_are_polled_at_once"},
	{a_server_that_is_mute_can_not_be_mounted, "a_server_that_is_mute_can_not_be_mounted"},
	{a_server_that_dies_at_mount_is_eio, "a_server_that_dies_at_mount_is_eio"},
	{a_root_that_is_no_directory_is_eio, "a_root_that_is_no_directory_is_eio"},
	{a_root_of_inode_0_is_eio, "a_root_of_inode_0_is_eio"},
	{a_server_that_is_not_there_is_enxio, "a_server_that_is_not_there_is_enxio"},
	{replies_that_make_no_sense_are_eio, "replies_that_make_no_sense_are_eio"},
	{users_of_a_hung_server_keep_nobody_else_waiting,
	 "users_of_a_hung_server_keep_nobody_else_waiting"},
	{many_hung_servers_leave_a_thread_for_the_others,
	 "many_hung_servers_leave_a_thread_for_the_others"},
	{who_stands_in_line_for_a_hung_server_can_be_signalled,
	 "who_stands_in_line_for_a_hung_server_can_be_signalled"},
	{when_a_server_dies_its_users_get_eio, "when_a_server_dies_its_users_get_eio"},
	{a_server_that_does_not_sync_keeps_no_other_from_it,
	 "a_server_that_does_not_sync_keeps_no_other_from_it"},
	{readers_of_a_mute_driver_wait_alone_and_can_be_killed,
	 "readers_of_a_mute_driver_wait_alone_and_can_be_killed"},
	{a_handler_interrupts_a_read_that_the_driver_does_not_cancel,
	 "a_handler_interrupts_a_read_that_the_driver_does_not_cancel"},
	{a_driver_that_claims_too_much_is_eio, "a_driver_that_claims_too_much_is_eio"},
	{when_a_driver_dies_its_descriptors_are_dead_and_a_fresh_one_serves,
	 "when_a_driver_dies_its_descriptors_are_dead_and_a_fresh_one_serves"},
	{a_poll_of_a_mute_device_ends_in_time, "a_poll_of_a_mute_device_ends_in_time"},
	{users_of_a_server_that_dies_need_not_wait_for_another,
	 "users_of_a_server_that_dies_need_not_wait_for_another"},
	{who_is_killed_on_the_way_to_a_fifo_does_not_wait_for_it,
	 "who_is_killed_on_the_way_to_a_fifo_does_not_wait_for_it"},
	{a_handler_interrupts_who_is_on_the_way_to_a_fifo,
	 "a_handler_interrupts_who_is_on_the_way_to_a_fifo"},
	{a_child_can_be_moved_to_a_group_while_its_program_is_read,
	 "a_child_can_be_moved_to_a_group_while_its_program_is_read"},
	{a_reader_of_a_driver_that_dies_gets_eio,
	 "a_reader_of_a_driver_that_dies_gets_eio"},
	{who_polls_a_driver_that_dies_is_told_of_an_error,
	 "who_polls_a_driver_that_dies_is_told_of_an_error"},
	{a_look_without_waiting_waits_for_the_drivers_answer,
	 "a_look_without_waiting_waits_for_the_drivers_answer"},
	{NULL, NULL},
};

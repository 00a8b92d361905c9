/* Many processes at once in the same places: what must hold however they meet. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "vfstest.h"

#define CROWD 8
#define ROUNDS 40

static int number; /* of the process in the crowd */

/* Runs a function in CROWD processes at once. */
static void
crowd(void (*function)(void))
{
	pid_t children[CROWD];

	for (number = 0; number < CROWD; number++)
		children[number] = start_child(function);
	for (int i = 0; i < CROWD; i++)
		wait_for_success(children[i]);
}

static void
append_lines(void)
{
	char line[16];
	int fd = open("log", O_WRONLY | O_APPEND);

	for (int i = 0; i < ROUNDS; i++) {
		snprintf(line, sizeof(line), "%d %03d\n", number, i);
		CHECK(write(fd, line, 6) == 6);
	}
}

static void
appended_records_are_all_there(void)
{
	char line[6];
	int next[CROWD] = {0};
	int fd;

	put_file("log", "");
	crowd(append_lines);
	fd = open("log", O_RDONLY);
	for (int i = 0; i < CROWD * ROUNDS; i++) {
		int who;
		int count;

		CHECK(read(fd, line, 6) == 6 && line[5] == '\n');
		who = line[0] - '0';
		count = atoi(line + 2);
		CHECK(who >= 0 && who < CROWD && count == next[who]);
		next[who]++;
	}
	CHECK(read(fd, line, 1) == 0);
}

static int won[2];

static void
create_exclusively(void)
{
	char name[8];

	for (int i = 0; i < ROUNDS; i++) {
		int fd;

		snprintf(name, sizeof(name), "f%d", i);
		fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
		CHECK(fd >= 0 || errno == EEXIST);
		if (fd >= 0)
			CHECK(write(won[1], "w", 1) == 1 && close(fd) == 0);
	}
}

static void
exclusive_creation_has_one_winner_each(void)
{
	char wins[CROWD * ROUNDS];

	CHECK(pipe(won) == 0);
	crowd(create_exclusively);
	CHECK(read(won[0], wins, sizeof(wins)) == ROUNDS);
}

static void
make_and_remove(void)
{
	char name[24];

	for (int i = 0; i < ROUNDS; i++) {
		snprintf(name, sizeof(name), "d/own%d", number);
		put_file(name, "mine");
		CHECK(file_holds(name, "mine"));
		CHECK(unlink(name) == 0);
		(void)close(open("d/shared", O_WRONLY | O_CREAT, 0666));
		CHECK(unlink("d/shared") == 0 || errno == ENOENT);
	}
}

static void
names_come_and_go_in_one_directory(void)
{
	struct statvfs before;
	struct statvfs after;

	CHECK(mkdir("d", 0777) == 0);
	CHECK(statvfs(".", &before) == 0);
	crowd(make_and_remove);
	CHECK(unlink("d/shared") == 0 || errno == ENOENT);
	CHECK(rmdir("d") == 0);
	CHECK(statvfs(".", &after) == 0);
	CHECK(after.f_ffree == before.f_ffree + 1);
}

static void
rename_around(void)
{
	char from[24];
	char to[24];

	for (int i = 0; i < ROUNDS; i++) {
		snprintf(from, sizeof(from), "%c/ball", 'a' + (number + i) % 3);
		snprintf(to, sizeof(to), "%c/ball", 'a' + (number + i + 1) % 3);
		CHECK(rename(from, to) == 0 || errno == ENOENT);
	}
}

static void
a_file_that_all_rename_is_in_one_place(void)
{
	CHECK(mkdir("a", 0777) == 0 && mkdir("b", 0777) == 0 && mkdir("c", 0777) == 0);
	put_file("a/ball", "round");
	crowd(rename_around);
	CHECK(file_holds("a/ball", "round") + file_holds("b/ball", "round") +
		      file_holds("c/ball", "round") == 1);
}

static void
move_directories(void)
{
	static const char *const moves[][2] = {
		{"a", "b/a"}, {"b", "a/b"}, {"b/a", "a"}, {"a/b", "b"},
		{"a/x", "b/x"}, {"b/x", "a/x"},
	};

	for (int i = 0; i < ROUNDS; i++) {
		const char *const *move = moves[(number + i) % 6];

		CHECK(rename(move[0], move[1]) == 0 || errno == ENOENT || errno == EINVAL ||
		      errno == ENOTEMPTY);
	}
}

/* Two directories moved into each other at once would be a loop that nobody finds any more. */
static void
no_directory_gets_lost_in_itself(void)
{
	CHECK(mkdir("a", 0777) == 0 && mkdir("b", 0777) == 0 && mkdir("a/x", 0777) == 0);
	crowd(move_directories);
	CHECK(exists("a") || exists("b"));
	CHECK(exists("a/x") + exists("b/x") + exists("a/b/x") + exists("b/a/x") == 1);
}

static void
make_in_vanishing(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		if (number % 2 == 0) {
			CHECK(mkdir("v", 0777) == 0 || errno == EEXIST);
			CHECK(rmdir("v") == 0 || errno == ENOENT || errno == ENOTEMPTY);
		} else {
			int fd = open("v/f", O_WRONLY | O_CREAT, 0666);

			CHECK(fd >= 0 || errno == ENOENT);
			if (fd >= 0)
				CHECK(close(fd) == 0);
			CHECK(unlink("v/f") == 0 || errno == ENOENT);
		}
	}
}

static void
directories_vanish_empty(void)
{
	crowd(make_in_vanishing);
	(void)unlink("v/f");
	CHECK(rmdir("v") == 0 || errno == ENOENT);
}

static void
write_and_truncate(void)
{
	char text[64];
	int fd = open("t", O_RDWR);

	for (int i = 0; i < ROUNDS; i++) {
		if (number % 2 == 0) {
			memset(text, 'a' + number, sizeof(text));
			CHECK(pwrite(fd, text, sizeof(text), 0) == sizeof(text));
		} else if (number == 1) {
			CHECK(ftruncate(fd, 0) == 0);
		} else {
			ssize_t got = pread(fd, text, sizeof(text), 0);

			CHECK(got == 0 || got == sizeof(text));
			for (ssize_t at = 1; at < got; at++)
				CHECK(text[at] == text[0]);
		}
	}
}

static void
reads_see_writes_and_cuts_whole(void)
{
	put_file("t", "");
	crowd(write_and_truncate);
}

static void
open_and_unlink(void)
{
	char text[5];

	for (int i = 0; i < ROUNDS; i++) {
		int fd;

		if (number == 0) {
			put_file("new", "whole");
			CHECK(rename("new", "u") == 0);
			continue;
		}
		fd = open("u", O_RDONLY);
		CHECK(fd >= 0);
		CHECK(read(fd, text, 5) == 5 && memcmp(text, "whole", 5) == 0);
		CHECK(close(fd) == 0);
	}
}

static void
a_file_replaced_by_rename_is_there_at_any_time(void)
{
	put_file("u", "whole");
	crowd(open_and_unlink);
}

const struct test race_tests[] = {
	{appended_records_are_all_there, "appended_records_are_all_there"},
	{exclusive_creation_has_one_winner_each, "exclusive_creation_has_one_winner_each"},
	{names_come_and_go_in_one_directory, "names_come_and_go_in_one_directory"},
	{a_file_that_all_rename_is_in_one_place, "a_file_that_all_rename_is_in_one_place"},
	{no_directory_gets_lost_in_itself, "no_directory_gets_lost_in_itself"},
	{directories_vanish_empty, "directories_vanish_empty"},
	{reads_see_writes_and_cuts_whole, "reads_see_writes_and_cuts_whole"},
	{a_file_replaced_by_rename_is_there_at_any_time,
	 "a_file_replaced_by_rename_is_there_at_any_time"},
	{NULL, NULL},
};

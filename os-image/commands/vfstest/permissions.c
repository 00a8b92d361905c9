/* Who may do what: modes, owners, the sticky bit, set-id bits. Users are ordinary ones here. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

#define OTHER_ID 2000u

static void
read_secret(void)
{
	CHECK_FAILS(open("secret", O_RDONLY), EACCES);
	CHECK_FAILS(open("readable", O_WRONLY), EACCES);
	CHECK_FAILS(open("readable", O_RDONLY | O_TRUNC), EACCES);
	CHECK(open("readable", O_RDONLY) >= 0);
}

static void
modes_keep_others_out(void)
{
	put_file("secret", "x");
	put_file("readable", "x");
	CHECK(chmod("secret", 0600) == 0 && chmod("readable", 0644) == 0);
	as_user(read_secret);
}

static void
use_own_class(void)
{
	CHECK_FAILS(open("mine", O_RDONLY), EACCES);
	CHECK_FAILS(open("of_group", O_RDONLY), EACCES);
	CHECK(open("of_group", O_WRONLY) >= 0);
}

static void
only_the_class_of_the_user_counts(void)
{
	put_file("mine", "");
	put_file("of_group", "");
	CHECK(chown("mine", USER_ID, USER_ID) == 0 && chmod("mine", 0077) == 0);
	CHECK(chown("of_group", 0, USER_ID) == 0 && chmod("of_group", 0424) == 0);
	as_user(use_own_class);
}

static void
search_locked(void)
{
	CHECK_FAILS(open("locked/a", O_RDONLY), EACCES);
	CHECK_FAILS(chdir("locked"), EACCES);
	CHECK(open("locked", O_RDONLY) >= 0);
	CHECK(open("hidden/a", O_RDONLY) >= 0);
	CHECK_FAILS(open("hidden", O_RDONLY), EACCES);
}

static void
directories_need_permission_to_search(void)
{
	CHECK(mkdir("locked", 0777) == 0 && mkdir("hidden", 0777) == 0);
	put_file("locked/a", "");
	put_file("hidden/a", "");
	CHECK(chmod("locked", 0744) == 0 && chmod("hidden", 0711) == 0);
	as_user(search_locked);
}

static void
change_locked(void)
{
	CHECK_FAILS(open("d/new", O_WRONLY | O_CREAT, 0666), EACCES);
	CHECK_FAILS(mkdir("d/new", 0777), EACCES);
	CHECK_FAILS(unlink("d/a"), EACCES);
	CHECK_FAILS(rename("d/a", "d/b"), EACCES);
	CHECK_FAILS(link("d/a", "d/b"), EACCES);
	CHECK_FAILS(symlink("x", "d/b"), EACCES);
	CHECK_FAILS(mkdir("d/a", 0777), EEXIST);
	CHECK(open("d/a", O_WRONLY) >= 0);
}

static void
names_need_permission_to_write_the_directory(void)
{
	CHECK(mkdir("d", 0755) == 0);
	put_file("d/a", "");
	CHECK(chmod("d/a", 0666) == 0);
	as_user(change_locked);
}

static void
remove_sticky(void)
{
	put_file("d/mine", "");
	CHECK_FAILS(unlink("d/others"), EPERM);
	CHECK_FAILS(rename("d/others", "d/x"), EPERM);
	CHECK_FAILS(rename("d/mine", "d/others"), EPERM);
	CHECK(unlink("d/mine") == 0);
}

static void
the_sticky_bit_keeps_names_for_their_owners(void)
{
	CHECK(mkdir("d", 0777) == 0 && chmod("d", 01777) == 0);
	put_file("d/others", "");
	CHECK(chmod("d/others", 0666) == 0);
	as_user(remove_sticky);
}

static void
root_passes_but_does_not_run_what_nobody_may(void)
{
	put_file("a", "");
	CHECK(chmod("a", 0) == 0);
	CHECK(open("a", O_RDWR) >= 0);
	CHECK_FAILS(access("a", X_OK), EACCES);
	CHECK(chmod("a", 0001) == 0);
	CHECK(access("a", R_OK | W_OK | X_OK) == 0);
}

static void
ask_by_effective_id(void)
{
	CHECK(setegid(OTHER_ID) == 0 && seteuid(OTHER_ID) == 0);
	CHECK_FAILS(open("mine", O_RDONLY), EACCES);
	CHECK(access("mine", R_OK) == 0);
	CHECK(access("mine", F_OK) == 0);
}

static void
access_asks_for_the_real_ids(void)
{
	put_file("mine", "");
	CHECK(chmod("mine", 0600) == 0);
	in_child(ask_by_effective_id);
}

static void
try_chmod(void)
{
	CHECK_FAILS(chmod("others", 0777), EPERM);
	CHECK_FAILS(chown("others", USER_ID, USER_ID), EPERM);
	CHECK(chmod("mine", 0600) == 0);
	CHECK_FAILS(chown("mine", OTHER_ID, USER_ID), EPERM);
	CHECK_FAILS(chown("mine", USER_ID, OTHER_ID), EPERM);
	CHECK(chown("mine", USER_ID, USER_ID) == 0);
}

static void
only_owners_change_modes_and_only_root_owners(void)
{
	put_file("others", "");
	put_file("mine", "");
	CHECK(chown("mine", USER_ID, USER_ID) == 0);
	as_user(try_chmod);
}

static mode_t
mode_of(const char *path)
{
	struct stat status;

	CHECK(stat(path, &status) == 0);
	return status.st_mode & 07777;
}

static void
write_program(void)
{
	int fd = open("program", O_WRONLY);

	CHECK(mode_of("program") == 06777);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(mode_of("program") == 0777);
}

static void
writing_and_giving_away_clear_set_id_bits(void)
{
	put_file("program", "");
	put_file("given", "");
	CHECK(chmod("program", 06777) == 0);
	as_user(write_program);
	CHECK(chmod("given", 06755) == 0);
	CHECK(chown("given", USER_ID, USER_ID) == 0);
	CHECK(mode_of("given") == 0755);
}

static void
set_group_id(void)
{
	put_file("mine", "");
	CHECK(chmod("mine", 02755) == 0);
	CHECK(mode_of("mine") == 02755);
	CHECK(chmod("of_other_group", 02755) == 0);
	CHECK(mode_of("of_other_group") == 0755);
}

static void
set_group_id_is_for_the_own_group(void)
{
	CHECK(chmod(".", 0777) == 0);
	put_file("of_other_group", "");
	CHECK(chown("of_other_group", USER_ID, OTHER_ID) == 0);
	as_user(set_group_id);
}

static void
make_in_shared(void)
{
	struct stat status;

	put_file("shared/a", "");
	CHECK(mkdir("shared/d", 0777) == 0);
	CHECK(stat("shared/a", &status) == 0);
	CHECK(status.st_uid == USER_ID && status.st_gid == OTHER_ID);
	CHECK(stat("shared/d", &status) == 0);
	CHECK(status.st_gid == OTHER_ID && status.st_mode & S_ISGID);
}

static void
a_set_group_id_directory_passes_its_group_on(void)
{
	CHECK(mkdir("shared", 0777) == 0);
	CHECK(chown("shared", 0, OTHER_ID) == 0 && chmod("shared", 02777) == 0);
	as_user(make_in_shared);
}

const struct test permission_tests[] = {
	{modes_keep_others_out, "modes_keep_others_out"},
	{only_the_class_of_the_user_counts, "only_the_class_of_the_user_counts"},
	{directories_need_permission_to_search, "directories_need_permission_to_search"},
	{names_need_permission_to_write_the_directory,
	 "names_need_permission_to_write_the_directory"},
	{the_sticky_bit_keeps_names_for_their_owners,
	 "the_sticky_bit_keeps_names_for_their_owners"},
	{root_passes_but_does_not_run_what_nobody_may,
	 "root_passes_but_does_not_run_what_nobody_may"},
	{access_asks_for_the_real_ids, "access_asks_for_the_real_ids"},
	{only_owners_change_modes_and_only_root_owners,
	 "only_owners_change_modes_and_only_root_owners"},
	{writing_and_giving_away_clear_set_id_bits, "writing_and_giving_away_clear_set_id_bits"},
	{set_group_id_is_for_the_own_group, "set_group_id_is_for_the_own_group"},
	{a_set_group_id_directory_passes_its_group_on,
	 "a_set_group_id_directory_passes_its_group_on"},
	{NULL, NULL},
};

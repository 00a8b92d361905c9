/*
 * The tests of the block drivers in the running system.
 *
 * Without arguments the program is the runner, the first user process. It has RS
 * start this program again as mfs.test, a file server as far as the drivers can
 * tell, in one role after the other; a role says by its end how it went. What
 * was read is reported as CRC-32, for a host that knows the image to compare.
 */
#ifndef DISKTEST_H
#define DISKTEST_H

#include <kintsugi/message.h>
#include <proto/block.h>

#define AT_DISK "blk.at_disk"
#define RAMDISK "blk.ramdisk"

struct role {
	const char *name;
	void (*main)(int argc, char **argv); /* argv[0] is the role's first own argument */
};

/* ---- roles; those that return have found all well ---- */

/* reading.c */
void read_role(int argc, char **argv);  /* DRIVER MINOR SECTOR COUNT: ends with the CRC-32 as status */
void size_role(int argc, char **argv);  /* DRIVER MINOR: ends with the sectors as status */
void end_role(int argc, char **argv);   /* DRIVER MINOR: transfers at and beyond the end */

/* flood.c: DRIVER MINOR: many requests at once */
void flood_role(int argc, char **argv);
void speed_role(int argc, char **argv); /* ends with the read rate in KB/s as status */

/* writing.c: DRIVER MINOR; they write to the device's last sectors and put them back */
void write_role(int argc, char **argv);
void short_grant_role(int argc, char **argv);

/* refusing.c */
void refuse_role(int argc, char **argv);   /* DRIVER: requests that make no sense */
void stranger_role(int argc, char **argv); /* DRIVER: not under the label of a file server */

/* ---- client.c: for roles ---- */

extern u8 buffer[BLOCK_TRANSFER_MAX];

_Noreturn void pass(s32 status);

/* Panics when they differ. */
void must(const char *what, s32 found, s32 expected);

/* The endpoint of the driver that argv[0] names, and the number in argv[index]. */
endpoint_t driver_of(int argc, char **argv);
u32 argument(int argc, char **argv, int index);

/* Opens the minor for writing; the size in sectors. */
u32 open_minor(endpoint_t driver, u32 minor);

/* One request, waited for; the status. */
s32 ask(endpoint_t driver, u32 type, const struct block_transfer *transfer);

/* Moves whole sectors between the device and `data`; the status. */
s32 move(endpoint_t driver, u32 type, u32 minor, u32 sector, u32 sectors, void *data);

/* A pattern that tells sectors and rounds apart. */
void fill(u8 *data, u32 length, u32 seed);

#endif

/* Absurd programs, handed to the kernel by a process that may start others: refused, whoever asks. */
#include <string.h>

#include "child.h"

#define FIELD(member, value) offsetof(struct image, member), sizeof(file.elf.member), value

static const struct mutation {
	const char *what;
	u32 offset;
	u32 size;
	u32 value;
} mutations[] = {
	{"magic", FIELD(magic, 0x464c4580)},
	{"magic 0", FIELD(magic, 0)},
	{"64 bits", FIELD(class_data_version, 0x00010102)},
	{"big endian", FIELD(class_data_version, 0x00010201)},
	{"shared object", FIELD(type, 3)},
	{"relocatable", FIELD(type, 1)},
	{"machine", FIELD(machine, 62)},
	{"header size 0", FIELD(header_size, 0)},
	{"header size 31", FIELD(header_size, 31)},
	{"header size huge", FIELD(header_size, 0xffff)},
	{"no headers", FIELD(header_count, 0)},
	{"too many headers", FIELD(header_count, 0xffff)},
	{"headers beyond", FIELD(header_offset, IMAGE_LENGTH)},
	{"headers almost beyond", FIELD(header_offset, IMAGE_LENGTH - 31)},
	{"headers wrap", FIELD(header_offset, 0xffffffe0)},
	{"headers at the end", FIELD(header_offset, 0xffffffff)},
	{"entry 0", FIELD(entry, 0)},
	{"entry below", FIELD(entry, TEXT_ADDRESS - 1)},
	{"entry above", FIELD(entry, TEXT_ADDRESS + 16)},
	{"entry in the kernel", FIELD(entry, 0xc0100000)},
	{"entry at the end", FIELD(entry, 0xffffffff)},
	{"overlapping segments", FIELD(header_count, 2)},
	{"no segment to load", FIELD(headers[0].type, 2)},
	{"segment in page 0", FIELD(headers[0].address, 0)},
	{"segment at the end of page 0", FIELD(headers[0].address, 0xfff)},
	{"segment in the kernel", FIELD(headers[0].address, 0xc0100000)},
	{"segment below the kernel", FIELD(headers[0].address, 0xbfffffff)},
	{"segment at the end", FIELD(headers[0].address, 0xfffffff0)},
	{"segment over the stack", FIELD(headers[0].address, USER_STACK_TOP - 4096)},
	{"offset beyond", FIELD(headers[0].offset, IMAGE_LENGTH)},
	{"offset almost beyond", FIELD(headers[0].offset, IMAGE_LENGTH - 15)},
	{"offset wraps", FIELD(headers[0].offset, 0xfffffff8)},
	{"file part longer than memory", FIELD(headers[0].file_length, 17)},
	{"file part huge", FIELD(headers[0].file_length, 0xffffffff)},
	{"memory of nothing", FIELD(headers[0].memory_length, 0)},
	{"memory up to the kernel", FIELD(headers[0].memory_length, 0xc0000000 - TEXT_ADDRESS)},
	{"memory wraps", FIELD(headers[0].memory_length, 0xffffffff)},
	{"memory wraps to 0", FIELD(headers[0].memory_length, 0 - TEXT_ADDRESS)},
	{"more memory than there is", FIELD(headers[0].memory_length, 0x5f000000)},
	{"text that can be written", FIELD(headers[0].flags, 7)},
	{"text that can't be executed", FIELD(headers[0].flags, 4)},
};

static void
absurd_images(u32 argument)
{
	endpoint_t child = sys_proc_create("child");
	struct kexec exec = exec_of(child);

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(mutations); i++) {
		const struct mutation *m = &mutations[i];

		make_good_image();
		memcpy(file.bytes + m->offset, &m->value, m->size);
		if (!kernel_call_failed(sys_proc_exec(&exec)))
			breach("an image was accepted: %s", m->what);
	}
	make_good_image();
	for (u32 length = 0; length <= TEXT_OFFSET; length += 13) {
		exec.length = length;
		must_refuse("K_PROC_EXEC of length", length, sys_proc_exec(&exec));
	}
	exec.length = IMAGE_LENGTH;
	must_be("K_PROC_EXEC of a good image", 0, sys_proc_exec(&exec), 0);
	for (u32 i = 0; i < ARRAY_LEN(mutations); i++) { /* the good one must outlive them */
		memcpy(file.bytes + mutations[i].offset, &mutations[i].value, mutations[i].size);
		must_refuse("K_PROC_EXEC", i, sys_proc_exec(&exec));
		make_good_image();
	}
	must_be("K_PROC_RESUME", 0, sys_proc_resume(child), 0);
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
	must_be("K_PROC_EXIT of the dead", 0, sys_proc_exit(child), -EDEADEP);
}

static void
wrong_digests(u32 argument)
{
	static const s32 indexes[] = {ARCHIVE_MAX_ENTRIES, 1000, 0x7fffffff};
	endpoint_t child = sys_proc_create("child");
	struct kexec exec = exec_of(child);
	struct boot_module module;

	(void)argument;
	make_good_image();
	exec.check_crc32 = 1;
	must_be("K_PROC_EXEC with a wrong CRC", 0, sys_proc_exec(&exec), -EBADDIGEST);
	exec.check_crc32 = 0;
	for (u32 i = 0; i < ARRAY_LEN(indexes); i++) {
		exec.module = indexes[i];
		must_refuse("K_PROC_EXEC of module", (u32)indexes[i], sys_proc_exec(&exec));
	}
	for (u32 i = 0; sys_info(KINFO_MODULE, &module, sizeof(module), i) >= 0; i++)
		if (module.kind != ARCHIVE_PROGRAM) {
			exec.module = (s32)i;
			must_refuse("K_PROC_EXEC of what is no program", i, sys_proc_exec(&exec));
		}
	exec.module = -1;
	exec.stack = (u32)&file;
	exec.stack_length = EXEC_STACK_MAX + 4;
	must_refuse("K_PROC_EXEC with too long a stack", 0, sys_proc_exec(&exec));
	exec.stack_length = 0xfffffffc;
	must_refuse("K_PROC_EXEC with too long a stack", 1, sys_proc_exec(&exec));
	exec.stack_length = 3;
	must_refuse("K_PROC_EXEC with an odd stack", 0, sys_proc_exec(&exec));
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
}

static const struct attack attacks[] = {
	{.name = "absurd", .run = absurd_images, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "absurd programs are refused and harm nothing"},
	{.name = "digests", .run = wrong_digests, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "programs of the wrong digest, or that are none, are not run"},
};

const struct suite images_suite = {"images", attacks, ARRAY_LEN(attacks)};

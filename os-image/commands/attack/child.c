/* See child.h. */
#include <string.h>

#include "child.h"

#define PATIENCE_US 50000u

union image_file file;

void
make_good_image(void)
{
	memset(&file, 0, sizeof(file));
	file.elf.magic = 0x464c457f;
	file.elf.class_data_version = 0x00010101;
	file.elf.type = 2;
	file.elf.machine = 3;
	file.elf.version = 1;
	file.elf.entry = TEXT_ADDRESS;
	file.elf.header_offset = offsetof(struct image, headers);
	file.elf.header_size = sizeof(file.elf.headers[0]);
	file.elf.header_count = 1;
	file.elf.headers[0].type = 1;
	file.elf.headers[0].offset = TEXT_OFFSET;
	file.elf.headers[0].address = TEXT_ADDRESS;
	file.elf.headers[0].file_length = 16;
	file.elf.headers[0].memory_length = 16;
	file.elf.headers[0].flags = 5;
	file.elf.headers[0].align = 4096;
	file.elf.headers[1] = file.elf.headers[0];
	file.bytes[TEXT_OFFSET] = 0xeb; /* jmp to itself */
	file.bytes[TEXT_OFFSET + 1] = 0xfe;
}

void
make_program(const u8 *code, u32 length)
{
	make_good_image();
	memcpy(file.bytes + TEXT_OFFSET, code, length);
	file.bytes[TEXT_OFFSET + length] = 0xeb; /* jmp to itself */
	file.bytes[TEXT_OFFSET + length + 1] = 0xfe;
	file.elf.headers[0].file_length = file.elf.headers[0].memory_length = length + 2;
}

struct kexec
exec_of(endpoint_t child)
{
	return (struct kexec){.endpoint = child, .module = -1, .image = (u32)&file,
			      .length = IMAGE_LENGTH, .name = "absurd"};
}

int
wait_for_event(struct ksig *event)
{
	struct message message;
	int error;

	sys_alarm(sys_uptime_us() + PATIENCE_US);
	while ((error = sys_sig_get(event)) == -EAGAIN) {
		must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
		if (message.source == EP_CLOCK)
			return -ETIMEDOUT;
	}
	sys_alarm(0);
	return error;
}

void
allow_managing(struct privilege *privilege)
{
	static const u8 calls[] = {K_PROC_CREATE, K_PROC_FORK,   K_PROC_EXEC, K_PROC_EXIT,
				   K_PROC_STOP,   K_PROC_RESUME, K_SCHED,     K_PRIV_SET,
				   K_SIG_GET,     K_SIG_SEND,    K_SIG_RETURN, K_COPY};

	for (u32 i = 0; i < ARRAY_LEN(calls); i++)
		PRIV_BIT_SET(privilege->kcalls, calls[i]);
}

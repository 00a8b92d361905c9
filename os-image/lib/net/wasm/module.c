/*
 * The stack as a WebAssembly module: one host with one Ethernet interface (src/lan/tcpip is the
 * other side). Functions with an export_name are all there is; numbers and addresses of memory go
 * in and out, times are microseconds in a double, which holds whole ones for centuries.
 */
#include <errno.h>
#include <net/net.h>
#include <string.h>

#include "memory.h"
#include "slots.h"

#define EXPORT(name) __attribute__((export_name(#name), used))
#define IMPORT(name) __attribute__((import_module("host"), import_name(#name)))

#define FRAME_BYTES 2048u
#define STREAM_BUFFER (256u * 1024u)
#define BACKLOG 64u
#define PORT_MAX 65535u

/* ---- what the host does for the module ---- */

IMPORT(frame) void import_frame(const u8 *frame, u32 length);
IMPORT(has_room) s32 import_has_room(void);
IMPORT(log) void import_log(const char *line, u32 length);

static struct net *net;
static struct net_interface *interface;
static u64 random_state;

static u8 frame_in[65536] __attribute__((aligned(8)));
static u8 frame_out[FRAME_BYTES] __attribute__((aligned(8)));

/* What functions give back besides a number. */
static struct {
	u32 at; /* of bytes in memory */
	u32 ip;
	u32 port;
} result;

/* A seed decides all of them (splitmix64). */
static u32
random_number(void *context)
{
	u64 mixed;

	(void)context;
	random_state += 0x9e3779b97f4a7c15u;
	mixed = random_state;
	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
	return (u32)(mixed >> 32);
}

static void *
allocate(void *context, u32 bytes)
{
	(void)context;
	return memory_allocate(bytes);
}

static void
release(void *context, void *memory, u32 bytes)
{
	(void)context;
	memory_release(memory, bytes);
}

static void
socket_changed(void *context, struct net_socket *socket)
{
	struct slot *slot = net_owner(socket);

	(void)context;
	if (slot != NULL)
		slot_queue(slot);
}

static void
address_changed(void *context, struct net_interface *changed)
{
	(void)context;
	(void)changed;
}

static void
log_line(void *context, const char *line)
{
	(void)context;
	import_log(line, (u32)strlen(line));
}

static u8 *
claim_frame(void *context, u32 length)
{
	(void)context;
	return length <= FRAME_BYTES && import_has_room() ? frame_out : NULL;
}

static void
send_frame(void *context, u8 *frame, u32 length)
{
	(void)context;
	import_frame(frame, length);
}

/* ---- the stack ---- */

/* 0, or -ENOMEM. */
EXPORT(create) s32
create(u32 seed)
{
	static const struct net_host host = {
		.random = random_number,
		.allocate = allocate,
		.release = release,
		.socket_changed = socket_changed,
		.address_changed = address_changed,
		.log = log_line,
	};
	static const struct net_link link = {.claim = claim_frame, .send = send_frame};
	void *memory = memory_allocate(net_size());

	if (memory == NULL)
		return -ENOMEM;
	random_state = seed;
	memset(memory, 0, net_size());
	net = net_create(memory, &host, 0);
	interface = net_add_interface(net, "eth0", &link);
	net_set_link(interface, 1);
	net_set_up(interface, 1);
	return 0;
}

/* The station's address is in the frame buffer. Gateway 0: none. */
EXPORT(configure) s32
configure(ip_address address, ip_address mask, ip_address gateway)
{
	struct net_route route = {.gateway = gateway};
	s32 error;

	net_set_hardware_address(interface, frame_in);
	error = net_set_interface_address(interface, address, mask);
	if (error < 0 || gateway == IP_ANY)
		return error;
	return net_add_route(net, &route);
}

EXPORT(set_link) void
set_link(s32 is_up)
{
	net_set_link(interface, is_up);
}

/* The frame is in the frame buffer. */
EXPORT(input) void
input(u32 length, double now_us)
{
	net_set_time(net, (u64)now_us);
	net_input(interface, frame_in, length < sizeof(frame_in) ? length : sizeof(frame_in));
}

EXPORT(output_ready) void
output_ready(double now_us)
{
	net_set_time(net, (u64)now_us);
	net_link_ready(interface);
}

EXPORT(run_timers) void
run_timers(double now_us)
{
	net_set_time(net, (u64)now_us);
	net_run_timers(net);
}

EXPORT(flush) void
flush(void)
{
	net_flush(net);
}

/* Below 0: there is none. */
EXPORT(next_deadline) double
next_deadline(void)
{
	u64 deadline = net_next_deadline(net);

	return deadline == NET_NEVER ? -1.0 : (double)deadline;
}

EXPORT(state_start) u32
state_start(void)
{
	return memory_start();
}

EXPORT(state_end) u32
state_end(void)
{
	return memory_end();
}

EXPORT(frame_buffer) const u8 *
frame_buffer(void)
{
	return frame_in;
}

EXPORT(frame_buffer_bytes) u32
frame_buffer_bytes(void)
{
	return sizeof(frame_in);
}

EXPORT(result_place) const void *
result_place(void)
{
	return &result;
}

/* ---- sockets: their numbers, or errors ---- */

static s32
open_at(u32 port, enum net_socket_type type, enum slot_kind kind, u32 service)
{
	struct net_address local = {IP_ANY, (u16)port};
	struct net_socket *socket;
	u32 number;
	s32 error;

	if (port == 0 || port > PORT_MAX)
		return -EINVAL;
	socket = net_socket(net, type, 0, &error);
	if (socket == NULL)
		return error;
	error = net_bind(socket, &local);
	if (error == 0 && type == NET_STREAM)
		error = net_listen(socket, BACKLOG);
	number = error == 0 ? slot_make(socket, kind, service) : 0;
	if (number == 0) {
		net_close(socket);
		return error < 0 ? error : -ENFILE;
	}
	return (s32)number;
}

static void
widen_buffers(struct net_socket *socket)
{
	(void)net_set_option(socket, NET_OPTION_SEND_BUFFER, STREAM_BUFFER);
	(void)net_set_option(socket, NET_OPTION_RECEIVE_BUFFER, STREAM_BUFFER);
}

EXPORT(listen) s32
listen(u32 port, u32 service)
{
	s32 number = open_at(port, NET_STREAM, SLOT_LISTENER, service);

	if (number > 0)
		widen_buffers(slot_find((u32)number)->socket);
	return number;
}

EXPORT(open_datagrams) s32
open_datagrams(u32 port, u32 service)
{
	s32 number = open_at(port, NET_DATAGRAM, SLOT_DATAGRAMS, service);

	if (number > 0)
		(void)net_set_option(slot_find((u32)number)->socket, NET_OPTION_BROADCAST, 1);
	return number;
}

EXPORT(connect) s32
connect(ip_address ip, u32 port, u32 service)
{
	struct net_address remote = {ip, (u16)port};
	struct net_socket *socket;
	struct slot *slot;
	u32 number;
	s32 error;

	if (port == 0 || port > PORT_MAX)
		return -EINVAL;
	socket = net_socket(net, NET_STREAM, 0, &error);
	if (socket == NULL)
		return error;
	widen_buffers(socket);
	error = net_connect(socket, &remote);
	number = error == 0 || error == -EINPROGRESS
			 ? slot_make(socket, SLOT_CONNECTION, service)
			 : 0;
	slot = slot_find(number);
	if (slot == NULL) {
		net_abort(socket);
		return error < 0 && error != -EINPROGRESS ? error : -ENFILE;
	}
	slot->wants_room = 1;
	return (s32)number;
}

/* The service of a connection; below 0: there is no such connection. */
EXPORT(connection_service) s32
connection_service(u32 number)
{
	struct slot *slot = slot_find(number);

	return slot != NULL && slot->kind == SLOT_CONNECTION ? (s32)slot->service : -ENOENT;
}

/* Its own address, or the peer's, into the result. */
EXPORT(address) void
address(u32 number, s32 of_peer)
{
	struct slot *slot = slot_find(number);
	struct net_socket_info info;

	result.ip = 0;
	result.port = 0;
	if (slot == NULL)
		return;
	net_socket_info(slot->socket, &info);
	result.ip = of_peer ? info.remote.ip : info.local.ip;
	result.port = of_peer ? info.remote.port : info.local.port;
}

/* ---- data of connections ---- */

/* Bytes that can be received, at result.at; 0: none now; below 0: the peer has ended. */
EXPORT(received) s32
received(u32 number)
{
	struct slot *slot = slot_find(number);
	const u8 *data;
	s32 length;

	if (slot == NULL)
		return 0;
	length = net_received(slot->socket, 0, &data);
	if (length == 0)
		return -1;
	result.at = (u32)(uintptr_t)data;
	return length > 0 ? length : 0;
}

/* If there is more, or the end, its service is called again. */
EXPORT(consume) void
consume(u32 number, u32 bytes)
{
	struct slot *slot = slot_find(number);

	if (slot == NULL)
		return;
	net_consumed(slot->socket, bytes);
	slot_queue(slot);
	slot->stage = 0;
}

/* Bytes that may be written at result.at; 0: none now. */
EXPORT(send_space) u32
send_space(u32 number)
{
	struct slot *slot = slot_find(number);
	u8 *space;
	s32 length;

	if (slot == NULL)
		return 0;
	length = net_send_space(slot->socket, &space);
	if (length <= 0) {
		slot->wants_room = 1;
		return 0;
	}
	result.at = (u32)(uintptr_t)space;
	return (u32)length;
}

EXPORT(sent) void
sent(u32 number, u32 bytes)
{
	struct slot *slot = slot_find(number);

	if (slot != NULL)
		net_sent(slot->socket, bytes);
}

EXPORT(shutdown) void
shutdown(u32 number)
{
	struct slot *slot = slot_find(number);

	if (slot != NULL)
		(void)net_shutdown(slot->socket, NET_SHUT_SEND);
}

EXPORT(close) void
close(u32 number, s32 at_once)
{
	struct slot *slot = slot_find(number);
	struct net_socket *socket;

	if (slot == NULL)
		return;
	socket = slot->socket;
	slot_free(slot);
	net_set_owner(socket, NULL);
	if (at_once)
		net_abort(socket);
	else
		net_close(socket);
}

/* ---- datagrams ---- */

/* Room for a datagram at result.at, which send_datagram sends before anything else is done. */
EXPORT(datagram_space) s32
datagram_space(u32 number, ip_address ip, u32 port, u32 length)
{
	struct net_address to = {ip, (u16)port};
	struct slot *slot = slot_find(number);
	u8 *space;
	s32 error;

	if (slot == NULL || port > PORT_MAX)
		return -EINVAL;
	error = net_datagram_space(slot->socket, &to, length, &space);
	if (error == 0)
		result.at = (u32)(uintptr_t)space;
	return error;
}

EXPORT(send_datagram) s32
send_datagram(u32 number)
{
	struct slot *slot = slot_find(number);

	return slot == NULL ? -EINVAL : net_datagram_send(slot->socket);
}

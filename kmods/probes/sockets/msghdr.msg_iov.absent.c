// SPDX-License-Identifier: GPL-2.0-only
#include <linux/socket.h>

static int own_receive(struct socket *sock, void *buffer, int size)
{
	struct msghdr msg;
	struct iovec iov;
	mm_segment_t old_fs;
	int got;

	memset(&msg, 0, sizeof(msg));
	iov.iov_base = buffer;
	iov.iov_len = size;
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	old_fs = get_fs();
	set_fs(KERNEL_DS);
	got = sock_recvmsg(sock, &msg, size, MSG_DONTWAIT);
	set_fs(old_fs);
	return got;
}

static int own_send(struct socket *sock, void *buffer, int size)
{
	struct msghdr out;
	struct iovec part;

	part.iov_base = buffer;
	part.iov_len = size;
	out.msg_iov = &part;
	out.msg_iovlen = 1;
	return sock_sendmsg(sock, &out, size);
}

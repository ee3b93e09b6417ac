// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * layout-fault - takes an attribute for the structure of its header.
 *
 * The fault is on purpose: IFLA_MAP is `struct rtnl_link_ifmap` of the kernel,
 * whose three __u64 make it 32 bytes long on a processor of 64 bits. A program
 * of 32 bits on x86 aligns them to four bytes, and has 28.
 *
 * Asks for the loopback device and prints `map: as long as mine`, or `map: N
 * bytes, mine has M`.
 *
 * Exit codes: 0 as long, 2 socket() or bind() failed, 3 send() failed, 4 recv()
 * failed, 5 not as long, or no such attribute, 6 the kernel answered with an
 * error.
 */
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "client.h"

#define BUFFER_SIZE 16384

static union {
	struct nlmsghdr nlh;
	char bytes[BUFFER_SIZE];
} buffer;

static void request(int fd)
{
	struct ifinfomsg *info = NLMSG_DATA(&buffer.nlh);

	buffer.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(*info));
	buffer.nlh.nlmsg_type = RTM_GETLINK;
	buffer.nlh.nlmsg_flags = NLM_F_REQUEST;
	/* The loopback device is always the first. */
	info->ifi_index = 1;
	if (send(fd, &buffer, buffer.nlh.nlmsg_len, 0) < 0)
		die(CLIENT_SEND, "send", errno);
}

/* The length of the attribute @type of the message in the buffer. */
static size_t length_of(int type)
{
	struct ifinfomsg *info = NLMSG_DATA(&buffer.nlh);
	int left = buffer.nlh.nlmsg_len - NLMSG_LENGTH(sizeof(*info));
	struct rtattr *rta = IFLA_RTA(info);

	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		if (rta->rta_type == type)
			return RTA_PAYLOAD(rta);
	fprintf(stderr, "reply without attribute %d\n", type);
	exit(CLIENT_REPLY);
}

int main(void)
{
	const size_t mine = sizeof(struct rtnl_link_ifmap);
	int fd = open_bound(NETLINK_ROUTE);
	size_t came;
	ssize_t len;

	request(fd);
	len = recv(fd, &buffer, sizeof(buffer), 0);
	if (len < 0)
		die(CLIENT_RECEIVE, "recv", errno);
	if (!NLMSG_OK(&buffer.nlh, (size_t)len)) {
		fprintf(stderr, "unexpected reply: %zd bytes\n", len);
		return CLIENT_REPLY;
	}
	if (buffer.nlh.nlmsg_type == NLMSG_ERROR)
		die(CLIENT_REFUSED, "request",
		    -((struct nlmsgerr *)NLMSG_DATA(&buffer.nlh))->error);
	came = length_of(IFLA_MAP);
	if (came == mine) {
		printf("map: as long as mine\n");
		return CLIENT_OK;
	}
	printf("map: %zu bytes, mine has %zu\n", came, mine);
	return CLIENT_REPLY;
}

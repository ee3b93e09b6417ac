/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * nldrv-client.h - what the driver's clients share: registering, triggering,
 * and the arguments `[timer|irq COUNT [ROUNDS]]`.
 */
#ifndef NLMATRIX_NLDRV_CLIENT_H
#define NLMATRIX_NLDRV_CLIENT_H

#include "client.h"
#include "nldrv/nldrv.h"

struct u_packet_info {
	struct nlmsghdr hdr;
	struct packet_info p_info;
};

struct nldrv_request {
	struct nlmsghdr hdr;
	struct nldrv_trigger trigger;
};

static inline void tell(int fd, int type, const struct nldrv_trigger *trigger)
{
	struct sockaddr_nl kpeer = { .nl_family = AF_NETLINK };
	struct nldrv_request request = {
		.hdr.nlmsg_len = NLMSG_LENGTH(trigger ? sizeof(*trigger) : 0),
		.hdr.nlmsg_type = type,
		.hdr.nlmsg_pid = getpid(),
	};

	if (trigger)
		request.trigger = *trigger;
	if (sendto(fd, &request, request.hdr.nlmsg_len, 0,
		   (struct sockaddr *)&kpeer, sizeof(kpeer)) < 0)
		die(CLIENT_SEND, "sendto", errno);
}

static inline void usage(const char *name)
{
	fprintf(stderr, "usage: %s [timer|irq COUNT [ROUNDS]]\n", name);
	exit(CLIENT_USAGE);
}

static inline unsigned int number_of(const char *text, const char *name)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*end || !number || number > NLDRV_COUNT_MAX)
		usage(name);
	return number;
}

static inline struct nldrv_trigger trigger_of(char **argv)
{
	struct nldrv_trigger trigger = { .count = number_of(argv[2], argv[0]) };

	if (!strcmp(argv[1], "irq"))
		trigger.source = NLDRV_SOURCE_IRQ;
	else if (strcmp(argv[1], "timer"))
		usage(argv[0]);
	return trigger;
}

#endif /* NLMATRIX_NLDRV_CLIENT_H */

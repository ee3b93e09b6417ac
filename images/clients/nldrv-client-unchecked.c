// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * nldrv-client-unchecked - the driver's application as the document has it: it
 * does not look at what recvfrom() gives.
 *
 * Usage: nldrv-client-unchecked timer|irq COUNT
 *
 * When more events come than its queue holds, recvfrom() says so once, with
 * ENOBUFS. This client takes the failed call for one more message, and works
 * on what its buffer held before: zeros, `event 0`, an event that never was.
 * It reads once and ends.
 *
 * Exit codes: 0 after one call of recvfrom(), 1 usage, 2 socket() or bind()
 * failed, 3 sendto() failed.
 */
#include "nldrv-client.h"

static struct u_packet_info info;

int main(int argc, char **argv)
{
	struct sockaddr_nl kpeer;
	socklen_t kpeerlen = sizeof(kpeer);
	struct nldrv_trigger trigger;
	int fd;

	if (argc != 3)
		usage(argv[0]);
	trigger = trigger_of(argv);
	fd = open_bound(NLDRV_PROTO);
	tell(fd, NLDRV_MSG_USER, NULL);
	tell(fd, NLDRV_MSG_TRIGGER, &trigger);

	recvfrom(fd, &info, sizeof(info), 0, (struct sockaddr *)&kpeer,
		 &kpeerlen);
	printf("event %u\n", info.p_info.number);
	close(fd);
	return CLIENT_OK;
}

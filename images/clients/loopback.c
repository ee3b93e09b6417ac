// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * loopback - brings the loopback interface up, with 127.0.0.1/8.
 *
 * By ioctl, which every kernel has. The address comes first: up to 2.6.11 an
 * interface without one stays without.
 *
 * Exit codes: 0 it is up, 2 socket() failed, 3 an ioctl() failed.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include "client.h"

int main(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		die(CLIENT_SOCKET, "socket", errno);
	memcpy(&request.ifr_addr, &address, sizeof(address));
	if (ioctl(fd, SIOCSIFADDR, &request) < 0)
		die(CLIENT_SEND, "SIOCSIFADDR", errno);
	request.ifr_flags = IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		die(CLIENT_SEND, "SIOCSIFFLAGS", errno);
	printf("lo is up\n");
	close(fd);
	return CLIENT_OK;
}

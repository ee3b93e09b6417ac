// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * threads - which port a thread's socket gets.
 *
 * A second thread opens a netlink socket and has the kernel choose its port;
 * then the main thread does the same. Prints `pid=`, `tid=` (the thread's own
 * id), `port=` (of the thread's socket) and `main-port=`.
 *
 * Kernels up to 2.6.14 give a thread its own id, later ones the process's, so
 * that the socket that comes second collides and gets another number.
 *
 * Exit codes: 0 printed, 2 a socket call or the thread failed.
 */
#include <pthread.h>
#include <sys/syscall.h>

#include "client.h"

/* Left open on purpose: a closed socket gives its port back. */
static unsigned int autobound_port(void)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(addr);
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (fd < 0)
		die(CLIENT_SOCKET, "socket", errno);
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		die(CLIENT_SOCKET, "bind", errno);
	if (getsockname(fd, (struct sockaddr *)&addr, &len) < 0)
		die(CLIENT_SOCKET, "getsockname", errno);
	return addr.nl_pid;
}

static void *second_thread(void *arg)
{
	(void)arg;
	printf("tid=%ld\n", syscall(SYS_gettid));
	printf("port=%u\n", autobound_port());
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int err;

	printf("pid=%d\n", getpid());
	err = pthread_create(&thread, NULL, second_thread, NULL);
	if (err)
		die(CLIENT_SOCKET, "pthread_create", err);
	pthread_join(thread, NULL);
	printf("main-port=%u\n", autobound_port());
	return CLIENT_OK;
}

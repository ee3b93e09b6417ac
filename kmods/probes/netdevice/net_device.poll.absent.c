// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>

static int use_napi;

struct own_priv {
	struct net_device_stats stats;
	struct sk_buff *queue;
	spinlock_t lock;
};

static int own_poll(struct net_device *dev, int *budget);

int own_open(struct net_device *dev)
{
	own_start(dev);
	netif_start_queue(dev);
	return 0;
}

int own_release(struct net_device *dev)
{
	netif_stop_queue(dev);
	return 0;
}

static int own_poll(struct net_device *dev, int *budget)
{
	int done = 0, quota = min(dev->quota, *budget);
	struct own_priv *priv = netdev_priv(dev);

	while (done < quota && priv->queue)
		done += own_receive(priv);
	*budget -= done;
	dev->quota -= done;
	if (!priv->queue) {
		netif_rx_complete(dev);
		own_interrupts(dev, 1);
		return 0;
	}
	return 1;
}

static irqreturn_t own_interrupt(int irq, void *data, struct pt_regs *regs)
{
	struct net_device *dev = data;

	own_interrupts(dev, 0);
	netif_rx_schedule(dev);
	return IRQ_HANDLED;
}

void own_init(struct net_device *dev)
{
	struct own_priv *priv;

	ether_setup(dev);
	dev->open = own_open;
	dev->stop = own_release;
	dev->hard_start_xmit = own_xmit;
	if (use_napi) {
		dev->poll = own_poll;
		dev->weight = 2;
	}
	priv = netdev_priv(dev);
	memset(priv, 0, sizeof(struct own_priv));
	spin_lock_init(&priv->lock);
}

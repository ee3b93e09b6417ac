static int own_route(struct net *net, struct sk_buff *skb)
{
	return ip_route_me_harder(net, skb, RTN_UNSPEC);
}

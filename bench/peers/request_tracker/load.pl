# Makes so many tickets through RT's own interface; about five in a second, so ten thousand take half an hour.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;

my $root = RT::CurrentUser->new('root');
my $text = "从今天早上开始就这样，重启电脑后仍然一样，昨天还能用，十点要开会，请尽快看一下。\n" x 3;
for my $number (1 .. ($ARGV[0] || 10_000)) {
    my $ticket = RT::Ticket->new($root);
    $ticket->Create(
        Queue => 'General', Subject => "在家连不到 VPN $number", Requestor => "requester" . ($number % 2000) . '@example.com',
        MIMEObj => MIME::Entity->build(Type => 'text/plain', Charset => 'UTF-8', Data => [Encode::encode('UTF-8', $text)]),
    );
    print "$number\n" if $number % 500 == 0;
}

# Makes so many tickets through RT's own interface, about five in a second, and prints what to sign in with.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;
use Encode;
use MIME::Entity;
use RT::AuthToken;

my $root = RT::CurrentUser->new('root');
my $text = "从今天早上开始就这样，重启电脑后仍然一样，昨天还能用，十点要开会，请尽快看一下。\n" x 3;
my $tickets = RT::Tickets->new($root);
$tickets->UnLimit;
for my $number ($tickets->CountAll + 1 .. ($ARGV[0] || 2_000)) {
    my $ticket = RT::Ticket->new($root);
    $ticket->Create(
        Queue => 1, Subject => ($number % 25 ? "Printer jams $number" : "VPN is down $number"),
        Requestor => 'requester' . ($number % 2000) . '@example.com',
        MIMEObj => MIME::Entity->build(Type => 'text/plain', Charset => 'UTF-8', Data => [$text]),
    );
}
my $user = RT::User->new(RT->SystemUser);
$user->Load('root');
$user->SetPassword('only for measuring');
my $token = RT::AuthToken->new(RT->SystemUser);
my ($ok, $said, $secret) = $token->Create(Owner => $user->id, Description => 'bench');
print "$secret\n";

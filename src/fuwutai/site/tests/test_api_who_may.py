"""Every operation of the API, called by every role and by strangers.

The table below is the whole answer to "who may call what"; a new operation has to take its place in it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from fuwutai.core import clock
from fuwutai.core.api.description import description
from fuwutai.people import services as people
from fuwutai.people.choices import Scope
from fuwutai.people.models import Person
from fuwutai.site.api import api
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.site.tests.stage import Stage

Call = Callable[..., Program]

# Rita asked for help and Otto works elsewhere; Amy sits at the desk, Sam of the second line works on the ticket, Mona
# manages the desk, Ada administers. 2xx: done. 403: not theirs to do. 404: not theirs to know of.
WHO_MAY = """
operation                   rita otto amy  sam  mona ada
listCategories              200  200  200  200  200  200
addCategory                 403  403  403  403  201  201
getCategory                 200  200  200  200  200  200
changeCategory              403  403  403  403  200  200
listClassRules              200  200  200  200  200  200
addClassRule                403  403  403  403  201  201
getClassRule                200  200  200  200  200  200
changeClassRule             403  403  403  403  200  200
listMajorConditions         200  200  200  200  200  200
addMajorCondition           403  403  403  403  201  201
getMajorCondition           200  200  200  200  200  200
changeMajorCondition        403  403  403  403  200  200
listSymptoms                200  200  200  200  200  200
addSymptom                  403  403  403  403  201  201
getSymptom                  200  200  200  200  200  200
changeSymptom               403  403  403  403  200  200
listTolerance               200  200  200  200  200  200
setTolerance                403  403  403  403  200  200
addToleranceBackTest        403  403  403  403  202  202
listReasons                 403  404  200  200  200  200
liftTicket                  403  404  200  200  200  200
enterPause                  403  404  403  403  200  200
correctClock                403  404  403  403  200  200
takeNotice                  403  404  409  409  409  409
listTicketEscalations       403  404  200  200  200  200
listAgreements              200  200  200  200  200  200
getAgreement                404  404  200  200  200  200
addAgreementProposal        403  403  403  403  202  202
getAgreementProposal        403  403  403  403  200  200
forceAgreementProposal      403  403  403  403  200  200
listEscalationPlans         200  200  200  200  200  200
addEscalationPlan           403  403  403  403  201  201
getEscalationPlan           404  404  200  200  200  200
changeEscalationPlan        403  403  403  403  200  200
listEscalationSteps         404  404  200  200  200  200
addEscalationStep           403  403  403  403  201  201
changeEscalationStep        403  403  403  403  200  200
removeEscalationStep        403  403  403  403  204  204
listCalendars               200  200  200  200  200  200
addCalendar                 403  403  403  403  201  201
addCalendarBackTest         403  403  403  403  202  202
getBackTest                 403  403  403  403  200  200
listBackTestDifferences     403  403  403  403  200  200
getCalendar                 404  404  200  200  200  200
changeCalendar              403  403  403  403  200  200
listCalendarDays            404  404  200  200  200  200
setCalendarDay              403  403  403  403  200  200
removeCalendarDay           403  403  403  403  204  204
makeCalendarDefault         403  403  403  403  200  200
reckonCalendarPromise       404  404  200  200  200  200
listCalendarVersions        404  404  200  200  200  200
getCalendarYear             404  404  200  200  200  200
listChanges                 403  403  403  403  403  200
listContacts                403  403  403  403  200  200
getContact                  403  403  403  403  200  200
discardContact              403  403  403  403  200  200
takeContactInAgain          403  403  403  403  202  202
downloadContact             403  403  403  403  200  200
listUndelivered             403  403  403  403  200  200
giveUpDelivery              403  403  403  403  204  204
sendAgain                   403  403  403  403  202  202
listDepartments             200  200  200  200  200  200
addDepartment               403  403  403  403  403  201
getDepartment               404  404  200  200  200  200
changeDepartment            403  403  403  403  403  200
listShifts                  200  200  200  200  200  200
addShift                    403  403  403  403  201  201
getShift                    404  404  200  200  200  200
changeShift                 403  403  403  403  200  200
listSkills                  200  200  200  200  200  200
addSkill                    403  403  403  403  201  201
getSkill                    404  404  200  200  200  200
changeSkill                 403  403  403  403  200  200
listSkillsOf                404  404  200  200  200  200
setSkillsOf                 404  404  403  403  200  200
listOnDuty                  200  200  200  200  200  200
listDuties                  404  404  200  200  200  200
listPresences               404  404  200  200  200  200
listGaps                    404  404  200  200  200  200
addDuty                     404  404  403  403  201  201
changeDuty                  404  404  403  403  200  200
removeDuty                  404  404  403  403  204  204
draftRollout                404  404  403  403  200  200
rollOut                     404  404  403  403  201  201
setRoster                   404  404  403  403  200  200
listAbsences                200  200  200  200  200  200
addAbsence                  403  403  201  201  201  201
changeAbsence               404  404  404  200  200  200
removeAbsence               404  404  404  204  204  204
listSwaps                   200  200  200  200  200  200
askSwap                     404  404  403  201  403  403
acceptSwap                  404  404  404  200  404  404
declineSwap                 404  404  404  200  404  404
withdrawSwap                404  404  404  403  404  404
listSimilarTickets          200  200  200  200  200  200
listTicketProposals         403  403  200  200  200  200
listSuggestionFigures       403  403  403  403  200  200
getSuggestionPolicy         403  403  403  403  200  200
changeSuggestionPolicy      403  403  403  403  200  200
listBursts                  200  200  200  200  200  200
gatherBurst                 404  404  200  403  200  200
dismissBurst                404  404  204  403  204  204
listMyDuties                200  200  200  200  200  200
getMyCalendar               403  403  200  200  200  200
renewMyCalendar             403  403  201  201  201  201
listDispatchRules           403  403  403  403  200  200
addDispatchRule             403  403  403  403  201  201
getDispatchRule             403  403  403  403  200  200
changeDispatchRule          403  403  403  403  200  200
listCapacities              403  403  403  403  200  200
addCapacity                 403  403  403  403  201  201
getCapacity                 403  403  403  403  200  200
changeCapacity              403  403  403  403  200  200
removeCapacity              403  403  403  403  204  204
getDispatchPolicy           403  403  403  403  200  200
changeDispatchPolicy        403  403  403  403  200  200
listDispatchDoubts          403  403  403  403  200  200
listFree                    403  403  403  403  200  200
listDispatchOutcomes        403  403  403  403  200  200
listPlacements              403  403  403  403  200  200
addDispatchTrial            403  403  403  403  202  202
getDispatchTrial            403  403  403  403  200  200
listDispatchTrialTickets    403  403  403  403  200  200
listExports                 403  403  403  403  200  200
listExportableLists         403  403  403  403  200  200
addExport                   403  403  403  403  202  202
getExport                   403  403  403  403  200  404
downloadExport              403  403  403  403  200  404
getFilePolicy               200  200  200  200  200  200
changeFilePolicy            403  403  403  403  403  200
downloadFile                200  404  200  200  200  200
listKnownIncidents          200  200  200  200  200  200
reportKnownIncident         404  404  404  404  404  404
getRatingFigures            403  403  403  403  200  200
listAllRatings              403  403  403  403  200  200
listJobs                    403  403  403  403  200  200
restartJobs                 403  403  403  403  200  200
listCatalogues              200  200  200  200  200  200
getCatalogue                200  200  200  200  200  200
search                      200  200  200  200  200  200
getSearchIndex              403  403  403  403  200  200
rebuildSearchIndex          403  403  403  403  202  202
listKinds                   200  200  200  200  200  200
getKind                     200  200  200  200  200  200
listLoad                    200  200  200  200  200  200
listMajorIncidents          200  200  200  200  200  200
listOpenFindings            200  200  200  200  200  200
getMajorIncident            404  404  404  404  404  200
enterRoom                   404  404  404  404  404  200
listMajorCandidates         404  404  404  404  404  200
gatherTickets               404  404  404  404  404  200
confirmMajorIncident        404  404  404  404  404  200
leaveRoom                   404  404  404  404  404  200
endMajorIncident            404  404  404  404  404  200
listFindings                404  404  404  404  404  200
addMajorNote                404  404  404  404  404  200
getMajorReview              404  404  404  404  404  200
writeMajorReview            404  404  404  404  404  200
finishMajorReview           404  404  404  404  404  200
setMajorRhythm              404  404  404  404  404  200
listSeats                   404  404  404  404  404  200
standDownMajorIncident      404  404  404  404  404  200
readMajorStory              404  404  404  404  404  200
listMajorUpdates            404  404  404  404  404  200
settleFinding               404  404  404  404  404  200
addFinding                  404  404  404  404  404  201
callIn                      404  404  404  404  404  201
sendMajorUpdate             404  404  404  404  404  201
listUpdateTemplates         403  403  200  200  200  200
addUpdateTemplate           403  403  403  403  403  201
getUpdateTemplate           403  403  200  200  200  200
changeUpdateTemplate        403  403  403  403  403  200
listMailboxes               403  403  403  403  403  200
addMailbox                  403  403  403  403  403  201
tryMailbox                  403  403  403  403  403  200
getMailbox                  403  403  403  403  403  200
changeMailbox               403  403  403  403  403  200
listChatRooms               403  403  403  403  403  200
addChatRoom                 403  403  403  403  403  201
tryChatRoom                 403  403  403  403  403  200
getChatRoom                 403  403  403  403  403  200
changeChatRoom              403  403  403  403  403  200
listGateways                403  403  403  403  403  200
addGateway                  403  403  403  403  403  201
tryGateway                  403  403  403  403  403  200
getGateway                  403  403  403  403  403  200
changeGateway               403  403  403  403  403  200
getMe                       200  200  200  200  200  200
setPreferences              200  200  200  200  200  200
listTokens                  200  200  200  200  200  200
issueToken                  201  201  201  201  201  201
revokeToken                 204  204  204  204  204  204
listNotices                 200  200  200  200  200  200
listNoticePreferences       200  200  200  200  200  200
setNoticePreferences        200  200  200  200  200  200
forgetQuietHours            200  200  200  200  200  200
getQuietHours               200  200  200  200  200  200
setQuietHours               200  200  200  200  200  200
markRead                    200  200  200  200  200  200
listOrganisations           200  200  200  200  200  200
addOrganisation             403  403  403  403  403  201
getOrganisation             404  404  200  200  200  200
changeOrganisation          403  403  403  403  403  200
printForm                   200  200  200  200  200  200
listPermissions             403  403  403  403  403  200
listHistoryImports          403  403  403  403  403  200
listHistoryMappings         403  403  403  403  403  200
addHistoryImport            403  403  403  403  403  422
getHistoryImport            403  403  403  403  403  200
mapHistoryImport            403  403  403  403  403  202
previewHistoryImport        403  403  403  403  403  200
runHistoryImport            403  403  403  403  403  202
stopHistoryImport           403  403  403  403  403  200
getHistoryReport            403  403  403  403  403  200
listRefusedHistoryRows      403  403  403  403  403  200
listImports                 403  403  403  403  200  200
addImport                   403  403  403  403  422  422
listImportColumns           403  403  403  403  200  200
getImport                   403  403  403  403  200  200
discardImport               403  403  403  403  204  204
matchImportColumns          403  403  403  403  202  202
readImportAnew              403  403  403  403  200  200
listImportRows              403  403  403  403  200  200
saveImport                  403  403  403  403  202  202
listPersons                 200  200  200  200  200  200
addPerson                   403  403  403  403  201  201
getPerson                   404  404  200  200  200  200
changePerson                404  404  403  403  200  200
allowSignIn                 404  404  403  403  200  200
closeAccount                404  404  403  403  204  204
setKeyUser                  404  404  403  403  200  200
mergePerson                 404  404  403  403  200  200
sendPasswordMail            404  404  403  403  200  200
getPolicy                   403  403  200  200  200  200
changePolicy                403  403  403  403  200  200
listPool                    200  200  200  200  200  200
listPriorities              200  200  200  200  200  200
setPriorities               403  403  403  403  200  200
addPriorityBackTest         403  403  403  403  202  202
listResolutionCodes         200  200  200  200  200  200
addResolutionCode           403  403  403  403  201  201
getResolutionCode           200  200  200  200  200  200
changeResolutionCode        403  403  403  403  200  200
listReturnReasons           200  200  200  200  200  200
addReturnReason             403  403  403  403  201  201
getReturnReason             200  200  200  200  200  200
changeReturnReason          403  403  403  403  200  200
listHoldings                403  403  403  403  403  200
giveRole                    403  403  403  403  403  201
listViews                   403  403  200  200  200  200
listColumns                 403  403  200  200  200  200
listReplyTemplates          403  403  200  200  200  200
addReplyTemplate            403  403  201  201  201  201
getReplyTemplate            403  403  200  200  200  200
changeReplyTemplate         403  403  403  403  200  200
listMacros                  403  403  200  200  200  200
addMacro                    403  403  201  201  201  201
getMacro                    403  403  200  200  200  200
changeMacro                 403  403  403  403  200  200
previewMacro                403  404  200  200  200  200
runMacro                    403  403  200  200  200  200
addView                     403  403  201  201  201  201
getView                     403  403  200  200  200  200
changeView                  403  403  403  403  200  200
removeView                  403  403  403  403  204  204
listViewTickets             403  403  200  200  200  200
listMyViews                 403  403  200  200  200  200
orderMyViews                403  403  200  200  200  200
placeMyView                 403  403  200  200  200  200
previewBulkAction           403  403  200  200  200  200
addBulkAction               403  403  202  202  202  202
listBulkActions             403  403  200  200  200  200
getBulkAction               403  403  200  200  200  200
undoBulkAction              403  403  202  202  202  202
takeRole                    403  403  403  403  403  204
listRoles                   403  403  403  403  403  200
addRole                     403  403  403  403  403  201
getRole                     403  403  403  403  403  200
changeRole                  403  403  403  403  403  200
removeRole                  403  403  403  403  403  204
getGrants                   403  403  403  403  403  200
setGrants                   403  403  403  403  403  200
listSites                   200  200  200  200  200  200
addSite                     403  403  403  403  403  201
getSite                     404  404  200  200  200  200
changeSite                  403  403  403  403  403  200
listTeamLoad                200  200  200  200  200  200
listTeams                   200  200  200  200  200  200
addTeam                     403  403  403  403  201  201
getTeam                     404  404  200  200  200  200
changeTeam                  403  403  403  403  200  200
listMembers                 404  404  200  200  200  200
setMembers                  403  403  403  403  200  200
listTickets                 200  200  200  200  200  200
logTicket                   201  422  201  201  201  201
getTicket                   200  404  200  200  200  200
acceptTicket                403  404  403  200  403  403
listActions                 200  404  200  200  200  200
arriveOnSite                403  404  200  200  200  200
assignTicket                403  404  200  403  200  200
callOffVisit                403  404  200  200  200  200
cancelTicket                200  404  200  403  200  200
claimTicket                 403  404  200  403  200  200
classifyTicket              403  404  200  200  200  200
closeTicket                 403  404  200  403  200  200
confirmTicket               200  404  200  403  200  200
removeParticipant           403  404  200  200  200  200
editTicket                  403  404  200  200  200  200
listFiles                   200  404  200  200  200  200
putOnHold                   403  404  200  200  403  403
leaveParent                 403  404  200  403  200  200
convertTicket               403  404  200  403  200  200
relateTicket                403  404  200  200  200  200
listLinks                   200  404  200  200  200  200
mergeTicket                 403  404  200  403  200  200
addMessage                  200  404  403  403  403  403
addNote                     403  404  200  200  200  200
handOver                    403  404  200  403  200  200
printTicket                 200  404  200  200  200  200
makeChild                   403  404  200  200  200  200
addParticipant              403  404  200  200  200  200
listParticipants            200  404  200  200  200  200
prioritiseTicket            403  404  200  200  200  200
referTicket                 403  404  200  403  200  200
rejectTicket                200  404  200  403  200  200
remindTicket                403  404  200  403  200  200
reopenTicket                403  404  200  403  200  200
replyTicket                 403  404  200  200  200  200
resolveTicket               403  404  200  200  200  200
resumeTicket                403  404  200  200  200  200
returnTicket                403  404  403  200  403  403
unmergeTicket               403  404  200  403  200  200
listRatings                 200  404  200  200  200  200
rateTicket                  200  404  403  403  403  403
readStory                   200  404  200  200  200  200
endTask                     403  404  200  200  200  200
addTask                     403  404  200  200  200  200
listTasks                   200  404  200  200  200  200
passOn                      403  404  403  200  200  200
leaveSite                   403  404  200  200  200  200
planVisit                   403  404  200  200  200  200
listVisits                  200  404  200  200  200  200
addWatcher                  403  404  200  200  200  200
listWork                    200  200  200  200  200  200
"""
NAMES = ("rita", "otto", "amy", "sam", "mona", "ada")
EXPECTED = {line.split()[0]: [int(status) for status in line.split()[1:]] for line in WHO_MAY.strip().splitlines()[1:]}


def operations() -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Each operation with its method, its path below the API, and the scope it asks for."""
    for path, methods in description(api)["paths"].items():
        for method, shape in methods.items():
            scope = shape["security"][0]["token"][0]
            yield shape["operationId"], (method.upper(), path.removeprefix("/api/v1"), scope)


OPERATIONS = dict(operations())


def ask(stage: Stage, program: Program, operation: str, name: str) -> int:
    """The status of one call, whose effect is undone."""
    method, path, _scope = OPERATIONS[operation]
    with transaction.atomic():
        address = stage.address(operation, path, name)
        answer = program.send(method, address, body=stage.bodies.get(operation))
        transaction.set_rollback(True)
    for close in answer._resource_closers:
        close()
    status: int = answer.status_code
    return status


def test_table_names_every_operation() -> None:
    assert sorted(EXPECTED) == sorted(OPERATIONS)


def test_every_role_gets_what_the_table_says(cast: Cast, call: Call) -> None:
    stage = Stage(cast)
    programs = {name: call(name) for name in NAMES}
    found = {
        operation: [ask(stage, programs[name], operation, name) for name in NAMES] for operation in EXPECTED
    }  # fmt: skip
    assert {operation: row for operation, row in found.items() if row != EXPECTED[operation]} == {}


def test_strangers_get_nothing(cast: Cast, call: Call) -> None:
    stage = Stage(cast)
    revoked, expired, left = call("ada"), call("amy"), call("sam")
    for token in cast.ada.tokens.all():
        people.revoke_token(token)
    cast.amy.tokens.update(expires_at=clock.now() - timedelta(seconds=1))
    Person.objects.filter(pk=cast.sam.pk).update(active=False)
    wrong, odd = Program(call().client, "fwt_wrong"), Program(call().client, "fwt wrong")
    strangers = [call(), wrong, odd, revoked, expired, left]
    for operation in OPERATIONS:
        assert {ask(stage, stranger, operation, "rita") for stranger in strangers} == {401}, operation


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_narrow_token_does_not_reach_further(cast: Cast, call: Call, scope: Scope) -> None:
    stage, program = Stage(cast), call("ada", scope)
    beyond = {Scope.READ: {"write", "admin"}, Scope.WRITE: {"admin"}}[scope]
    refused = {operation for operation, (_m, _p, needed) in OPERATIONS.items() if needed in beyond}
    assert {ask(stage, program, operation, "ada") for operation in refused} == {403}


def test_reading_needs_only_the_scope_to_read() -> None:
    assert {(method == "GET", scope == "read") for method, _path, scope in OPERATIONS.values()} == {
        (True, True),
        (False, False),
    }

"""Words of letters and tickets in German, French, Spanish, Italian, Dutch and Portuguese, and the days of the week.

A language model of several languages takes nouns with a capital, and words that begin short sentences, for names. None
of these is a name that many people have, but for days and months (`Freitag`, `Julio`).
"""

from functools import cache

from .months import MONTH_NAMES, WEEKDAY_NAMES, all_names
from .spelling import bare

GIVEN_NAMES_OF_MONTHS = frozenset("mai maj juli juni avril april may june august eylul ekim nisan kasim mars".split())
"""Months that are given names, without accents; Spanish and Italian ones are in the lists of names."""
_WORDS = frozenset(
    """
    abholung ablehnung abrechnung absage abschluss absender adresse aktion anfrage angebot anhang anlage anliegen
    anmeldung anruf anrufer anschrift ansprechpartner antrag antwort anzahlung artikel artikelnummer aufpreis aufruf
    auftrag auftragsnummer ausfall auskunft ausland auslieferung ausweis bahnhof bankverbindung bearbeitung bedarf
    beleg bemerkung beratung bereich bericht bescheid beschwerde bestand bestellnummer bestellung bestätigung besuch
    betrag betreff bezahlt bezahlung bis bitte büro daten datum defekt dienst dokument eingang einkauf einrichtung
    einspruch einwilligung einzahlung eltern empfang empfänger erhalten erinnerung ersatz erstattung fehler feiertag
    ferien filiale firma formular frage frist garantie gebühr gehalt geld gerät geschlossen geschäft gespräch
    gutschein gutschrift handy hinweis information inhalt kein keine kennwort kinder konto kontonummer krankenhaus
    krankenkasse kunde kunden kundendienst kundennummer kundenservice kündigung laptop lastschrift laufzeit leistung
    lieferadresse lieferdatum liefern liefertermin lieferung mahnung medikament meldung miete mieter mitarbeiter
    mitglied monat montage nachbar nachfrage nachricht nachweis neukunde notiz nummer offen paket passwort patient
    person pfand pflege privat problem produkt prüfung quittung rabatt rate rechnung rechnungsnummer reklamation
    reparatur reservierung restbetrag rückfrage rückgabe rückmeldung rückruf rückzahlung schaden schicht schreiben
    schule sendung sendungsnummer service sprechstunde stadt standort status stornierung storno straße störung
    support tarif techniker teil teilnahme telefon telefonat termin test tochter umtausch umzug unfall unterlagen
    unterschrift urlaub verkauf verlängerung versand versicherung verspätung vertrag vertreter verwaltung vollmacht
    vorschlag vorstand warenkorb wartung werkstatt werktag widerruf woche wohnung zahlung zahlungsart
    zahlungseingang zahlungserinnerung zeit zeitung zinsen zugang zusage zustellung öffnungszeiten überweisung
    abonnement accueil achat acompte adhésion agence annulation annulé appel arrivée article assistance assurance
    attente avocat bonjour bonsoir boutique bureau caisse carte chèque client cliente commande compte congé
    consultation contrat copie courrier demande devis document dossier départ dépôt entretien envoi erreur
    expédition facture fermeture fermé formulaire fournisseur frais hôpital impôt inscription livraison livré
    locataire logement loyer magasin mairie merci message mutuelle médecin numéro offre ordonnance ouverture
    paiement panne passage payé pharmacie pièce plainte problème produit prélèvement question rappel refus relance
    remboursement rendez-vous renvoi retard retour reçu règlement réclamation réparation réponse réservation
    résiliation réunion semaine signature société solde stock suivi travaux téléphone urgence urgent vacances vente
    virement échange échéance école abierto abogado acceso acuerdo almacén anulación apertura aplazamiento aviso
    ayuda billete buenas buenos cancelación cancelado cerrado cobro compra comprobante confirmación consulta
    contraseña contrato cuenta cuota datos demora depósito descuento devolución dirección documento dudas duplicado
    empresa enlace entrega entregado enviado envío equipo error escuela estado extracto factura facturación fecha
    formulario garantía gasto gastos gestión gracias hola hospital importe incidencia información inquilino llamada
    llegada mantenimiento mensaje motivo médico número oferta oficina operador pagado pago paquete pedido pendiente
    permiso plazo precio presupuesto problema producto promoción prueba préstamo pérdida póliza queja recambio
    recargo recibido recibo reclamación recogida reembolso referencia reparación reserva respuesta retraso reunión
    saldo seguimiento servicio sesión solicitud soporte sucursal tarifa tarjeta teléfono tienda transferencia
    trámite urgente usuario vacaciones vencimiento
    abbonamento acconto accordo acquisto addebito affitto aperto appuntamento arrivo assegno assistenza avviso
    biglietto bolletta bonifico buonasera buongiorno cambio cancellato cassa chiamata chiuso chiusura codice
    comunicazione conferma consegna consegnato contratto corriere data disdetta domanda errore fattura ferie
    fornitore grazie guasto importo invio magazzino manutenzione messaggio modulo multa negozio noleggio numero
    offerta ordine ospedale pacco pagamento pagato partenza password permesso polizza prenotazione preventivo prezzo
    prodotto proroga quota rata recesso reclamo ricevuta ricevuto richiesta riferimento rimborso rinnovo riparazione
    risposta ritardo ritiro riunione scadenza sconto scuola servizio sinistro sollecito spedito spedizione spese
    sportello stipendio tassa telefono ufficio urgenza vendita visita
    aanbieding aankoop aanvraag achterstand adres afspraak annulering antwoord bedrag bestelling betaald betaling
    bezorging factuur fout gegevens gesloten herinnering huur incasso klacht klant korting levering melding
    onderhoud opzegging pakket probleem rekening reparatie storing terugbetaling vakantie verlenging verzekering
    verzending verzoek vraag
    aberto acordo agendamento aluguel atendimento atraso boleto cancelamento cartão cobrança desconto devolução
    dúvida encomenda endereço envio fatura fechado fornecedor férias garantia mensagem nota obrigada obrigado
    orçamento parcela pendente prazo preço produto reclamação resposta reunião senha serviço solicitação suporte
    vencimento venda
    """.split()
)
_BEFORE_DAYS = frozenset("ab am anfang bis ende im mitte seit vom zum desde hasta fin fino dal tot vanaf até".split())
# what stands behind a day: "Montag Vormittag"
_PARTS_OF_DAYS = frozenset(
    """
    vormittag nachmittag abend morgen mittag früh nacht matin soir midi après-midi nuit mañana tarde noche mattina
    pomeriggio sera notte ochtend middag avond manhã noite morning afternoon evening night
    """.split()
)


@cache
def calendar_words() -> frozenset[str]:
    """Names of days and months in all languages, case-folded and without accents."""
    days = {day for language in MONTH_NAMES for day in WEEKDAY_NAMES.get(language, ())} | {"Sonnabend"}
    return frozenset(bare(name.casefold()) for name in days | all_names())


@cache
def office_words() -> frozenset[str]:
    """Words that are no names, case-folded and without accents."""
    return frozenset(map(bare, _WORDS))


def names_days(text: str) -> bool:
    """True for days and months alone, with a part of the day behind them or a small word before.

    >>> names_days("Montag Vormittag"), names_days("bis Mai"), names_days("Monday Smith")
    (True, True, False)
    """
    words = [bare(word.strip(".,").casefold()) for word in without_when(text).split()]
    days = calendar_words()
    return bool(words) and words[0] in days and all(word in days or word in _parts_of_days() for word in words)


def without_when(text: str) -> str:
    """Return a text without the word before a day that says when: `bis` of `bis Mai`."""
    first, _, rest = text.partition(" ")
    return rest if first.casefold() in _BEFORE_DAYS and rest else text


@cache
def _parts_of_days() -> frozenset[str]:
    return frozenset(map(bare, _PARTS_OF_DAYS))
